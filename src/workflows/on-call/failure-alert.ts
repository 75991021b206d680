import { chainAt, momentAt } from '../../access/on-call';
import { days, milliseconds } from '../../domain/duration';
import { type FailureAlert, isResolved, withCurrentNames } from '../../domain/failure-alert';
import { timeIsUp } from '../../domain/failure-alert-actions';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';
import type { Told } from './alert-cards';
import { notifyAround } from './alert-notifications';
import { leadsInTime } from './leads-in-time';

// Everybody was told and nobody came: it stays open, and the story only looks now and then.
const longest = days(7);

/**
 * A failure from its first page to its end. What is so stands in its row, where people decide; the
 * story looks, tells whoever has not been told yet, and waits for news or for the time to be up.
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

/** A step's result may have been remembered by the first release, under its names. */
function currentNames(remembered: FailureAlert): FailureAlert {
  return withCurrentNames(remembered) as FailureAlert;
}

/** Reads the row; where a moment has come, what it brings is done in the same breath. */
async function look(id: string, services: WorkflowServices): Promise<FailureAlert> {
  const { clock, failureAlerts, overrides, policy } = services;
  const at = clock.now();
  const told = { onCall: policy.onCall, leads: await leadsInTime(services) };
  const chain = chainAt(told, await overrides.from(at), at);
  return failureAlerts.change(id, (found) =>
    timeIsUp(found, momentAt(policy.onCall, at, clock.real), chain),
  );
}
