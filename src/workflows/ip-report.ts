import { type IpReportState, ipReportCard } from '../cards/ip-report';
import { minutes, seconds } from '../domain/duration';
import type { IpReport } from '../domain/ip-report';
import { text, trusted } from '../domain/text';
import type { IpReportRequest } from '../ports';
import { viewOf } from './package-step';
import type { Problem } from './problem';
import { type Reading, readAddresses, subjectOf } from './read-addresses';
import { tellOperations } from './tell-operations';
import type { StoryTools } from './tools';
import { attempt, defineWorkflow, type Run } from './workflow';

const pauses = [seconds(15), minutes(1), minutes(5)];

/** The addresses of an alert, an incident or a window: read, laid out, shown where they were asked for. */
export const ipReport = defineWorkflow<'ip-report', StoryTools>(
  'ip-report',
  async (run, request, tools) => {
    const read = await readPatiently(run, request, tools);
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
    await show(run, request, tools, {
      kind: 'failed',
      cause: text`I don’t know ${read.unknown}. Nothing was read.`,
      advice: trusted('Check the number, or ask for a window: ips last 24h.'),
    });
    await note(run, request, tools, { state: 'failed', summary: { unknown: read.unknown } });
    return;
  }
  const state = { kind: 'done', report: read.report, mayStillArrive: read.fresh } as const;
  await show(run, request, tools, state);
  if (read.incident) await postToIncidentChannels(run, request, read, tools);
  await note(run, request, tools, { state: 'ready', summary: countsOf(read.report) });
}

async function fail(run: Run, request: IpReportRequest, problem: Problem, tools: StoryTools) {
  const cause = trusted(problem.cause);
  const advice = trusted(problem.advice);
  await show(run, request, tools, { kind: 'failed', cause, advice });
  await note(run, request, tools, { state: 'failed', summary: { ...problem } });
  const now = await run.now();
  await tellOperations(
    run,
    {
      ref: request.id,
      title: trusted('IP report failed'),
      cause,
      advice,
      at: now,
      askedBy: request.askedBy.name,
      tried: [`read the alerts ${pauses.length + 1} times`],
      code: problem.code,
      said: problem.said,
      trace: problem.trace,
    },
    tools,
  );
}

async function show(run: Run, request: IpReportRequest, tools: StoryTools, state: IpReportState) {
  await run.step('show the report', () =>
    tools.messenger.show(request.id, request.place, cardOf(request, state, tools), { final: true }),
  );
}

/** The channels that follow incidents get the report of an incident too, unless it was asked for there. */
async function postToIncidentChannels(
  run: Run,
  request: IpReportRequest,
  read: Extract<Reading, { report: IpReport }>,
  tools: StoryTools,
) {
  const channels = await run.step('who follows incidents', () =>
    tools.subscriptions.to('incidents'),
  );
  for (const { conversationId } of channels) {
    if (request.place.conversationId.split(';')[0] === conversationId) continue;
    await run.step(`post to ${conversationId}`, async () => {
      const card = cardOf(request, { kind: 'done', report: read.report }, tools);
      await tools.messenger.post({ conversationId, kind: 'channel' }, { card });
    });
  }
}

function cardOf(request: IpReportRequest, state: IpReportState, tools: StoryTools) {
  const view = { ...viewOf(tools), timeZone: request.timeZone };
  return ipReportCard(
    { ref: request.id, about: subjectOf(request), askedBy: request.askedBy.name, state },
    view,
  );
}

async function note(
  run: Run,
  request: IpReportRequest,
  { journal, ipReports }: StoryTools,
  ended: { state: 'ready' | 'failed'; summary: Record<string, unknown> },
) {
  await run.step('note the end', async () => {
    await journal.write({
      operation: `ip-report.${ended.state}`,
      actor: request.askedBy,
      outcome: ended.state === 'ready' ? 'success' : 'failure',
      resources: { report: request.id },
      details: ended.summary,
    });
    await ipReports.finish(request.id, ended);
  });
}

function countsOf(report: IpReport) {
  return { addresses: report.rows.length, alerts: report.alertsRead, unread: report.unread.length };
}
