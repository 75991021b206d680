import { unescaped } from '../../cards/on-call/failure-alert';
import { headline } from '../../cards/on-call/on-call-words';
import { type Duration, days, minutes, seconds } from '../../domain/duration';
import { jobsOf, type Notice } from '../../domain/failure-alert';
import { inEnglish } from '../../language/language';
import type { PagerEvent } from '../../ports';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import { defineWorkflow, type Run } from '../engine/workflow';

// A notice may sleep long between two events; after this its pager story is over.
const longest = days(30);
// The other side may be away for a day; after that the news is old.
const mostTries = 300;

/** Passes a notice's events on to the organisation's own paging: in order, each until it is taken. */
export const pager = defineWorkflow<'pager', StoryTools>('pager', async (run, _input, tools) => {
  for (;;) {
    const event = await run.waitFor('pager', longest);
    if (!event) return;
    await deliver(run, event, tools);
    if (event.action === 'resolve') return;
  }
});

async function deliver(run: Run, event: PagerEvent, { log, pager }: StoryTools): Promise<void> {
  for (let tries = 1; tries <= mostTries; tries++) {
    // Sent twice after a crash it is still one: the other side knows the key.
    const answer = await run.step(event.action, async () => (await pager?.send(event)) ?? 'taken');
    if (answer === 'taken') return;
    if (answer === 'refused') break;
    await run.waitFor('news', pauseAfter(tries));
  }
  log.error({ notice: event.key, action: event.action }, 'the pager did not take an event');
}

function pauseAfter(tries: number): Duration {
  return Math.min(seconds(5) * 2 ** (tries - 1), minutes(5)) as Duration;
}

/** Hands an event to the notice's pager story; without a pager there is none. */
export async function tellPager(
  run: Run,
  notice: Notice,
  action: PagerEvent['action'],
  tools: StoryTools,
): Promise<void> {
  if (!tools.pager) return;
  const id = `${notice.id}:pager`;
  await run.start('pager', id, { noticeId: notice.id });
  const event: PagerEvent = {
    action,
    key: notice.id,
    summary: unescaped(headline(notice, viewOf(tools))),
    severity: notice.trouble.kind === 'permission' ? 'critical' : 'error',
    at: notice.openedAt,
    details: {
      cause: inEnglish(notice.trouble.cause),
      jobs: jobsOf(notice).join(', '),
      ...(notice.holder && { acknowledgedBy: notice.holder.name }),
    },
  };
  await tools.workflows.tell(id, 'pager', event, `${action}:${notice.version}`);
}
