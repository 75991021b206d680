import type { IpReportState } from '../../cards/ip-report/ip-report';
import { minutes, seconds } from '../../domain/duration';
import type { ReportTotals } from '../../domain/stored-report';
import { escapeMarkdown, type SafeText, text } from '../../domain/text';
import { kept, say, translated } from '../../language/language';
import type { IpReportRequest } from '../../ports';
import { followersOf } from '../incidents/incident-channels';
import { askPrevalence } from './ip-prevalence';
import { cardOf, type Found, foundCard, reportCardOf } from './ip-report-card';
import { ourProblem, type Problem } from '../on-call/failure';
import { type Reading, readAddresses } from './read-addresses';
import { reportTrouble } from './report-failure';
import { settleNotices } from '../on-call/resolve-alerts';
import type { StoryTools } from '../engine/services';
import { attempt, defineWorkflow, type Run } from '../engine/workflow';

const pauses = [seconds(15), minutes(1), minutes(5)];

/** The addresses of an alert, an incident or a window: read, laid out, shown where they were asked for. */
export const ipReport = defineWorkflow<'ip-report', StoryTools>(
  'ip-report',
  async (run, request, tools) => {
    const read = await readPatiently(run, request, tools).catch((error: unknown) => {
      tools.log.error({ error, report: request.id }, 'the reading of a report broke');
      return { ok: false, problem: ourProblem(run.id) } as const;
    });
    if (read.ok) await succeed(run, request, read.value, tools);
    else await fail(run, request, read.problem, tools);
  },
);

/** A passing fault of Defender is waited out, a few times. */
async function readPatiently(run: Run, request: IpReportRequest, tools: StoryTools) {
  for (let tries = 0; ; tries++) {
    const read = await attempt(run, 'read the alerts', () => readAddresses(request, tools));
    const pause = pauses[tries];
    if (read.ok || !read.problem.temporary || pause === undefined) return read;
    await run.waitFor('news', pause);
  }
}

async function succeed(run: Run, request: IpReportRequest, read: Reading, tools: StoryTools) {
  if ('unknown' in read) {
    await show(run, request, tools, () => ({
      kind: 'failed',
      cause: unknownInWords(request),
      advice: text`Check the number, or ask for a window: ips last 24h.`,
    }));
    await note(run, request, tools, { state: 'failed', summary: { unknown: read.unknown } });
    return;
  }
  if ('cancelled' in read) return showCancelled(run, request, tools);
  const { incident } = read;
  const found = { ...read.found, ...mergedInto(request, incident) };
  const ended = await note(run, request, tools, { state: 'ready', summary: { ...found } });
  if (ended === 'cancelled') return showCancelled(run, request, tools);
  await showFound(run, request, found, tools);
  const card = reportCardOf(request);
  if (request.renews) await settleNotices(run, { job: card, ready: [card] }, tools);
  // The addresses first: how common they are here is worth seconds, not the wait of who asked.
  if (found.memory.unasked > 0) {
    await askPrevalence(run, request.id, tools);
    await showFound(run, request, found, tools);
  }
  if (incident) await showInIncidentChannels(run, request, { found, incident }, tools);
}

/** A merged incident has no alerts of its own any more: those of the other one were read. */
function mergedInto({ of }: IpReportRequest, read?: string): Pick<Found, 'mergedInto'> {
  return read && 'incident' in of && of.incident !== read ? { mergedInto: read } : {};
}

function unknownInWords({ of }: IpReportRequest): SafeText {
  if ('alert' in of) return text`I don’t know alert ${of.alert}. Nothing was read.`;
  if ('incident' in of) return text`I don’t know incident ${of.incident}. Nothing was read.`;
  return text`Nothing was read.`;
}

async function showFound(run: Run, request: IpReportRequest, found: Found, tools: StoryTools) {
  await run.step('show the report', async () => {
    const card = await foundCard(request, found, tools);
    await tools.messenger.show(reportCardOf(request), request.place, card, { final: true });
  });
}

async function showCancelled(run: Run, request: IpReportRequest, tools: StoryTools) {
  if (request.renews) return;
  await run.step('show that it was cancelled', async () => {
    const report = await tools.ipReports.get(request.id);
    const by = report?.summary?.cancelledBy;
    const state = () => ({ kind: 'cancelled', by: String(by ?? say`Somebody`) }) as const;
    const card = cardOf(request, state, tools);
    await tools.messenger.show(request.id, request.place, card, { final: true });
  });
}

async function fail(run: Run, request: IpReportRequest, problem: Problem, tools: StoryTools) {
  await show(run, request, tools, () => ({
    kind: 'failed',
    cause: escapeMarkdown(translated(problem.cause), 400),
    advice: escapeMarkdown(translated(problem.advice), 400),
  }));
  await note(run, request, tools, { state: 'failed', summary: { ...problem } });
  const at = await run.now();
  await reportTrouble(
    run,
    {
      trouble: { ...problem, kind: 'report', status: problem.status?.toString() },
      mishap: {
        key: request.id,
        // A renewal that fails is one more try of what somebody may know already.
        job: reportCardOf(request),
        what: kept`IP report`,
        at,
        askedBy: request.askedBy,
        place: request.place,
        // How often a fault of our own was tried is the engine's affair.
        tried: problem.kind === 'ours' ? [] : [kept`read the alerts ${pauses.length + 1} times`],
      },
    },
    tools,
  );
}

async function show(
  run: Run,
  request: IpReportRequest,
  tools: StoryTools,
  state: () => IpReportState,
) {
  // A card that could not be renewed keeps what it says: it was true when it was read.
  if (request.renews) return;
  await run.step('show the report', () =>
    tools.messenger.show(request.id, request.place, cardOf(request, state, tools), { final: true }),
  );
}

/** The channels that follow incidents get the report of an incident too, unless it was asked for there. */
async function showInIncidentChannels(
  run: Run,
  request: IpReportRequest,
  { found, incident }: { readonly found: Found; readonly incident: string },
  tools: StoryTools,
) {
  const channels = await run.step('who follows it', () => followersOf(incident, tools));
  for (const conversationId of channels) {
    if (request.place.conversationId.split(';')[0] === conversationId) continue;
    await run.step(`show it in ${conversationId}`, async () => {
      const why = () =>
        text`Why am I seeing this? Incidents are followed here. To read more: why ${incident}`;
      const card = await foundCard(request, found, tools, why);
      const name = `${reportCardOf(request)}@${conversationId}`;
      const place = { conversationId, kind: 'channel' } as const;
      await tools.messenger.show(name, place, card, { final: true });
    });
  }
}

async function note(
  run: Run,
  request: IpReportRequest,
  { journal, ipReports }: StoryTools,
  ended: { state: 'ready' | 'failed'; summary: Record<string, unknown> },
) {
  return run.step('note the end', async () => {
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
  const totals = summary.totals as ReportTotals | undefined;
  if (!totals) return summary;
  return { addresses: totals.addresses, alerts: totals.alertsRead, unread: totals.unread };
}
