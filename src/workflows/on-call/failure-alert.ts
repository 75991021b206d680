import { chainAt, momentAt } from '../../access/on-call';
import { days, milliseconds } from '../../domain/duration';
import { isResolved, type Notice } from '../../domain/failure-alert';
import { timeIsUp } from '../../domain/failure-alert-actions';
import type { Told } from './alert-cards';
import { tellAround } from './alert-notifications';
import type { StoryTools } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';

// Everybody was told and nobody came: it stays open, and the story only looks now and then.
const longest = days(7);

/**
 * A failure from its first page to its end. What is so stands in its row, where people decide; the
 * story looks, tells whoever has not been told yet, and waits for news or for the time to be up.
 */
export const notice = defineWorkflow<'notice', StoryTools>(
  'notice',
  async (run, { noticeId }, tools) => {
    const told: Told = {
      pages: 0,
      places: [],
      shown: '',
      held: '',
      asked: '',
      noted: [],
      ended: false,
    };
    for (;;) {
      const found = await run.step('look', () => look(noticeId, tools));
      await tellAround(run, found, told, tools);
      if (isResolved(found)) return;

      const now = await run.now();
      const left = found.due ? new Date(found.due).getTime() - now.getTime() : undefined;
      const most = left === undefined ? longest : milliseconds(left * tools.clock.scale);
      if (most > 0) await run.waitFor('notice', most);
    }
  },
);

/** Reads the row; where a moment has come, what it brings is done in the same breath. */
async function look(id: string, tools: StoryTools): Promise<Notice> {
  const { clock, leads, notices, overrides, policy } = tools;
  const at = clock.now();
  const told = { onCall: policy.onCall, leads: await leads.list() };
  const chain = chainAt(told, await overrides.from(at), at);
  return notices.change(id, (found) =>
    timeIsUp(found, momentAt(policy.onCall, at, clock.real), chain),
  );
}
