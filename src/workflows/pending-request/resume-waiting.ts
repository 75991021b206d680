import { type Package, storyOf } from '../../domain/collection';
import { minutes } from '../../domain/duration';
import { isDefenderError } from '../../domain/errors';
import type { Hindrance } from '../../domain/retry-state';
import { storyOfNextTry } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import type { Ticks } from '../../ports';
import type { StoryTools } from '../engine/services';

const most = 500;

interface Waiter {
  /** The story that waits. */
  readonly story: string;
  readonly tries: number;
}

const tick = 'wake';
// Whoever was in the middle of a try at that moment is told in one of the next looks.
const told = minutes(1);

/**
 * One look whether Defender answers again, for all that wait for it longer and longer: who wrote in
 * the first minute of an outage must not wait five minutes after its end. Safe to repeat.
 *
 * It is the end of being away that wakes: where Defender answers us but not them, they keep their pace.
 */
export async function wakeWaiting(tools: StoryTools, ticks: Ticks): Promise<void> {
  const waiting = await waitingNow(tools);
  if (waiting.length === 0) return;
  const away = await fault(tools);
  if (away) return ticks.failed(tick, away);
  if (!(await isJustBack(tools, ticks))) return;
  tools.log.info({ waiting: waiting.length }, 'Defender answers again');
  for (const { story, tries } of waiting)
    await tools.workflows
      .tell(story, 'news', { kind: 'back' }, `back:${story}:${tries}`)
      .catch((error: unknown) => tools.log.debug({ error, story }, 'a story could not be woken'));
}

async function isJustBack({ clock }: StoryTools, ticks: Ticks): Promise<boolean> {
  const { failedAt, succeededAt } = (await ticks.last(tick)) ?? {};
  if (!failedAt) return false;
  if (succeededAt && succeededAt > failedAt)
    return clock.now().getTime() - succeededAt.getTime() < clock.real(told);
  await ticks.succeeded(tick);
  return true;
}

async function waitingNow({ collections, keptRequests }: StoryTools): Promise<Waiter[]> {
  const requests = (await keptRequests.waiting()).filter(({ hindrance }) => isAway(hindrance));
  const open = await collections.list({ open: true, most });
  const packages = open.flatMap((one) => one.packages).filter(isBeingAsked);
  return [
    ...requests.map((one) => ({ story: storyOfNextTry(one), tries: one.hindrance.tries })),
    ...packages.map((one) => ({ story: storyOf(one), tries: one.hindrance!.tries })),
  ];
}

function isBeingAsked({ hindrance, state }: Package): boolean {
  return state === 'sending' && isAway(hindrance);
}

/** Whoever was asked to slow down waits as long as Defender wishes. */
function isAway(hindrance?: Hindrance): boolean {
  return hindrance?.kind === 'unreachable';
}

/** Any answer will do but one that asks to come again; the list of this very moment is short. */
async function fault({ clock, defender }: StoryTools): Promise<string | undefined> {
  try {
    await defender.collectionActions({ since: clock.now() });
    return undefined;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    return isTemporary(error) ? error.message : undefined;
  }
}
