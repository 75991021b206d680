import { chainAt, momentAt } from '../../access/on-call';
import { days, milliseconds } from '../../domain/duration';
import { type FailureAlert, isResolved, withCurrentNames } from '../../domain/failure-alert';
import { timeIsUp } from '../../domain/failure-alert-actions';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';
import type { Told } from './alert-cards';
import { notifyAround } from './alert-notifications';
import { leadsInTime } from './leads-in-time';

// Everybody was notified and nobody responded: the alert stays open and is checked now and then.
const longest = days(7);

/**
 * Accompanies a failure alert from its first page to its end. The state is in the alert's row,
 * where people act on it; the workflow reads it, notifies whoever was not notified yet, and waits
 * for a signal or the next deadline.
 */
export const failureAlert = defineWorkflow<'notice', WorkflowServices>(
  'notice',
  async (context, { noticeId }, services) => {
    const told: Told = {
      pages: 0,
      people: [],
      places: [],
      shown: '',
      held: '',
      asked: '',
      noted: [],
      ended: false,
    };
    for (;;) {
      const found = currentNames(await context.step('look', () => look(noticeId, services)));
      await notifyAround(context, found, told, services);
      if (isResolved(found)) return;

      const now = await context.now();
      const left = found.due ? new Date(found.due).getTime() - now.getTime() : undefined;
      const most = left === undefined ? longest : milliseconds(left * services.clock.scale);
      if (most > 0) await context.waitFor('notice', most);
    }
  },
);

/** A step's result may have been memoised by the first release, under its names. */
function currentNames(remembered: FailureAlert): FailureAlert {
  return withCurrentNames(remembered) as FailureAlert;
}

/** Reads the row and performs a due transition in the same transaction. */
async function look(id: string, services: WorkflowServices): Promise<FailureAlert> {
  const { clock, failureAlerts, overrides, policy } = services;
  const at = clock.now();
  const told = { onCall: policy.onCall, leads: await leadsInTime(services) };
  const chain = chainAt(told, await overrides.from(at), at);
  return failureAlerts.change(id, (found) =>
    timeIsUp(found, momentAt(policy.onCall, at, clock), chain),
  );
}
