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

// An alert may be quiet for long between two events; after this its pager workflow ends.
const longest = days(30);
// The paging service may be down for a day; after that the event is obsolete.
const maxTries = 300;

/**
 * Forwards the events of an alert to the organisation's own paging, in order, each until it is
 * accepted.
 */
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
    // A crash may repeat it; the paging service deduplicates by key.
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

/** Sends an event to the alert's pager workflow; does nothing without a pager. */
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
