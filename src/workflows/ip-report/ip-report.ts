import type { IpReportState } from '../../cards/ip-report/ip-report';
import { minutes, seconds } from '../../domain/duration';
import type { ReportTotals } from '../../domain/stored-report';
import { md } from '../../domain/text';
import { msg, type StoredMessage, t } from '../../language/language';
import type { IpReportRequest } from '../../ports';
import { passEngineErrors } from '../engine/engine-error';
import type { WorkflowServices } from '../engine/services';
import { attempt, defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { followersOf } from '../incidents/incident-channels';
import { internalFailure, type StepFailure } from '../on-call/failure';
import { openAlertFor } from '../on-call/open-failure-alert';
import { resolveFailureAlerts } from '../on-call/resolve-alerts';
import { askPrevalence } from './ip-prevalence';
import { cardOf, type Found, foundCard, reportCardOf } from './ip-report-card';
import { type Reading, readAddresses } from './read-addresses';

const pauses = [seconds(15), minutes(1), minutes(5)];

/** The addresses of an alert, an incident or a window: read, laid out, shown where they were asked for. */
export const ipReport = defineWorkflow<'ip-report', WorkflowServices>(
  'ip-report',
  async (context, request, services) => {
    const read = await readWithRetries(context, request, services).catch((error: unknown) => {
      passEngineErrors(error);
      services.log.error({ error, report: request.id }, 'the reading of a report broke');
      return { ok: false, problem: internalFailure(context.id) } as const;
    });
    if (read.ok) await succeed(context, request, read.value, services);
    else await failReport(context, request, read.problem, services);
  },
);

/** A passing fault of Defender is waited out, a few times. */
async function readWithRetries(
  context: WorkflowContext,
  request: IpReportRequest,
  services: WorkflowServices,
) {
  for (let tries = 0; ; tries++) {
    const read = await attempt(context, 'read the alerts', () => readAddresses(request, services));
    const pause = pauses[tries];
    if (read.ok || !read.problem.temporary || pause === undefined) return read;
    await context.waitFor('news', pause);
  }
}

async function succeed(
  context: WorkflowContext,
  request: IpReportRequest,
  read: Reading,
  services: WorkflowServices,
) {
  if ('unknown' in read) {
    await show(context, request, services, () => ({
      kind: 'failed',
      cause: unknownInWords(request),
      advice: msg`Check the number, or ask for a window: ips last 24h.`,
    }));
    await note(context, request, services, { state: 'failed', summary: { unknown: read.unknown } });
    return;
  }
  if ('cancelled' in read) return showCancelled(context, request, services);
  const { incident } = read;
  const found = { ...read.found, ...mergedInto(request, incident) };
  const ended = await note(context, request, services, { state: 'ready', summary: { ...found } });
  if (ended === 'cancelled') return showCancelled(context, request, services);
  await showFound(context, request, found, services);
  const card = reportCardOf(request);
  if (request.renews) await resolveFailureAlerts(context, { job: card, ready: [card] }, services);
  // The addresses first: how common they are here is worth seconds, not the wait of who asked.
  if (found.memory.unasked > 0) {
    await askPrevalence(context, request.id, services);
    await showFound(context, request, found, services);
  }
  if (incident) await showInIncidentChannels(context, request, { found, incident }, services);
}

/** A merged incident has no alerts of its own any more: those of the other one were read. */
function mergedInto({ of }: IpReportRequest, read?: string): Pick<Found, 'mergedInto'> {
  return read && 'incident' in of && of.incident !== read ? { mergedInto: read } : {};
}

function unknownInWords({ of }: IpReportRequest): StoredMessage {
  if ('alert' in of) return msg`Alert ${of.alert} not found.`;
  if ('incident' in of) return msg`Incident ${of.incident} not found.`;
  return msg`Nothing was read.`;
}

async function showFound(
  context: WorkflowContext,
  request: IpReportRequest,
  found: Found,
  services: WorkflowServices,
) {
  await context.step('show the report', async () => {
    const card = await foundCard(request, found, services);
    await services.messenger.show(reportCardOf(request), request.place, card, { final: true });
  });
}

async function showCancelled(
  context: WorkflowContext,
  request: IpReportRequest,
  services: WorkflowServices,
) {
  if (request.renews) return;
  await context.step('show that it was cancelled', async () => {
    const report = await services.ipReports.get(request.id);
    const by = report?.summary?.['cancelledBy'];
    const state = () =>
      ({ kind: 'cancelled', by: typeof by === 'string' ? by : t`Someone` }) as const;
    const card = cardOf(request, state, services);
    await services.messenger.show(request.id, request.place, card, { final: true });
  });
}

/** Ends a report as failed: on its card, in the database and as a failure alert. */
export async function failReport(
  context: WorkflowContext,
  request: IpReportRequest,
  problem: StepFailure,
  services: WorkflowServices,
) {
  await show(context, request, services, () => ({
    kind: 'failed',
    cause: problem.cause,
    advice: problem.advice,
  }));
  await note(context, request, services, { state: 'failed', summary: { ...problem } });
  const at = await context.now();
  const { status, ...details } = problem;
  await openAlertFor(
    context,
    {
      failure: {
        ...details,
        kind: 'report',
        ...(status !== undefined && { status: String(status) }),
      },
      jobFailure: {
        key: request.id,
        // A renewal that fails is one more try of what somebody may know already.
        job: reportCardOf(request),
        what: msg`IP report`,
        at,
        askedBy: request.askedBy,
        place: request.place,
        // How often a fault of our own was tried is the engine's affair.
        tried: problem.kind === 'ours' ? [] : [msg`read the alerts ${pauses.length + 1} times`],
      },
    },
    services,
  );
}

async function show(
  context: WorkflowContext,
  request: IpReportRequest,
  services: WorkflowServices,
  state: () => IpReportState,
) {
  // A card that could not be renewed keeps what it says: it was true when it was read.
  if (request.renews) return;
  await context.step('show the report', () =>
    services.messenger.show(request.id, request.place, cardOf(request, state, services), {
      final: true,
    }),
  );
}

/** The channels that follow incidents get the report of an incident too, unless it was asked for there. */
async function showInIncidentChannels(
  context: WorkflowContext,
  request: IpReportRequest,
  { found, incident }: { readonly found: Found; readonly incident: string },
  services: WorkflowServices,
) {
  const channels = await context.step('who follows it', () => followersOf(incident, services));
  for (const conversationId of channels) {
    if (request.place.conversationId.split(';')[0] === conversationId) continue;
    await context.step(`show it in ${conversationId}`, async () => {
      const why = () =>
        md`Why am I seeing this? This channel or chat is subscribed to incidents. More: why ${incident}`;
      const card = await foundCard(request, found, services, why);
      const name = `${reportCardOf(request)}@${conversationId}`;
      const place = { conversationId, kind: 'channel' } as const;
      await services.messenger.show(name, place, card, { final: true });
    });
  }
}

async function note(
  context: WorkflowContext,
  request: IpReportRequest,
  { journal, ipReports }: WorkflowServices,
  ended: { state: 'ready' | 'failed'; summary: Record<string, unknown> },
) {
  return context.step('note the end', async () => {
    const before = await ipReports.get(request.id);
    // Cancelled meanwhile, or ended by this very step before a crash.
    if (before && before.state !== 'running') return before.state;
    await journal.write({
      operation: `ip-report.${ended.state}`,
      actor: request.askedBy,
      outcome: ended.state === 'ready' ? 'success' : 'failure',
      resources: { report: request.id },
      details: detailsOf(ended.summary),
    });
    await ipReports.finish(request.id, ended);
    return (await ipReports.get(request.id))?.state ?? ended.state;
  });
}

/** Counts for the record; what was found lies in the report. */
function detailsOf(summary: Record<string, unknown>): Record<string, unknown> {
  const totals = summary['totals'] as ReportTotals | undefined;
  if (!totals) return summary;
  return { addresses: totals.addresses, alerts: totals.alertsRead, unread: totals.unread };
}
