import { unescaped } from '../../cards/kit/message';
import { headline } from '../../cards/on-call/on-call-words';
import { type Duration, days, minutes, seconds } from '../../domain/duration';
import { type FailureAlert, jobsOf } from '../../domain/failure-alert';
import { workflowIds } from '../../domain/workflow-ids';
import { renderEnglish } from '../../language/language';
import type { PagerEvent } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';

// A notice may sleep long between two events; after this its pager story is over.
const longest = days(30);
// The other side may be away for a day; after that the news is old.
const maxTries = 300;

/** Passes a notice's events on to the organisation's own paging: in order, each until it is taken. */
export const pager = defineWorkflow<'pager', WorkflowServices>(
  'pager',
  async (context, _input, services) => {
    for (;;) {
      const event = await context.waitFor('pager', longest);
      if (!event) return;
      await deliver(context, event, services);
      if (event.action === 'resolve') return;
    }
  },
);

async function deliver(
  context: WorkflowContext,
  event: PagerEvent,
  { log, pager }: WorkflowServices,
): Promise<void> {
  for (let tries = 1; tries <= maxTries; tries++) {
    // Sent twice after a crash it is still one: the other side knows the key.
    const answer = await context.step(
      event.action,
      async () => (await pager?.send(event)) ?? 'taken',
    );
    if (answer === 'taken') return;
    if (answer === 'refused') break;
    await context.waitFor('news', pauseAfter(tries));
  }
  log.error({ failureAlert: event.key, action: event.action }, 'the pager did not take an event');
}

function pauseAfter(tries: number): Duration {
  return Math.min(seconds(5) * 2 ** (tries - 1), minutes(5)) as Duration;
}

/** Hands an event to the notice's pager story; without a pager there is none. */
export async function sendToPager(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  action: PagerEvent['action'],
  services: WorkflowServices,
): Promise<void> {
  if (!services.pager) return;
  const id = workflowIds.pager(failureAlert.id);
  await context.start('pager', id, { noticeId: failureAlert.id });
  const event: PagerEvent = {
    action,
    key: failureAlert.id,
    summary: unescaped(headline(failureAlert, renderContextOf(services))),
    severity: failureAlert.failure.kind === 'permission' ? 'critical' : 'error',
    at: failureAlert.openedAt,
    details: {
      cause: renderEnglish(failureAlert.failure.cause),
      jobs: jobsOf(failureAlert).join(', '),
      ...(failureAlert.assignee && { acknowledgedBy: failureAlert.assignee.name }),
    },
  };
  await services.workflows.signal(id, 'pager', event, `${action}:${failureAlert.version}`);
}
