import { approvalCard } from '../../cards/collect/approval';
import { type Approval, hashOf } from '../../domain/approval';
import type { Card } from '../../domain/card';
import { type Collection, storyOf } from '../../domain/collection';
import { milliseconds, spanInWords } from '../../domain/duration';
import { atLeast } from '../../domain/person';
import type { Place } from '../../domain/place';
import { inEnglish, kept, sentence } from '../../language/language';
import type { Clock, Drawn } from '../../ports';
import { type Ending, ended, endPackage } from './end-package';
import { showProgress } from './package-step';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import { defineWorkflow, type Run } from '../engine/workflow';

/** Where the question stands: each place under a name of its own. */
interface Asked {
  readonly name: string;
  readonly place: Place;
}

/**
 * Packages that wait for somebody else's word. The database decides who was first; the message that
 * wakes this story says only that there is something to read.
 */
export const approval = defineWorkflow<'approval', StoryTools>(
  'approval',
  async (run, { collectionId }, tools) => {
    const read = () => waitingFor(collectionId, tools);
    const places = await run.step('who may approve', async () => placesOf(await read(), tools));
    await show(run, 'ask', places, collectionId, tools);

    const untilMs = await run.step('until when', async () =>
      (await read()).approval.expiresAt.getTime(),
    );
    const left = untilMs - (await run.now()).getTime();
    const news = await run.waitFor('decision', milliseconds(left * tools.clock.scale));
    if (!news)
      await run.step('time is up', async () => {
        await tools.approvals.decide(collectionId, { state: 'expired' });
      });

    const state = await run.step('record the decision', async () => record(await read(), tools));
    await show(run, 'show the decision', places, collectionId, tools);
    if (state === 'approved') await letRun(run, collectionId, tools);
    else await letEnd(run, collectionId, tools);
  },
);

type Waiting = Collection & { readonly approval: Approval };

async function waitingFor(id: string, { collections }: StoryTools): Promise<Waiting> {
  const collection = await collections.get(id);
  if (!collection?.approval) throw new Error(`${id} waits for no approval`);
  return { ...collection, approval: collection.approval };
}

const mostAsked = 10;

/** In the thread where it was asked, and each who may decide alone: not everybody reads a channel. */

async function placesOf({ approval: asked, ...collection }: Waiting, tools: StoryTools) {
  const { askedBy, place: there } = collection;
  const name = `${collection.id}:approval`;
  const places: Asked[] = there.kind === 'personal' ? [] : [{ name, place: there }];
  for (const id of await approversOf(asked, tools)) {
    if (id.toLowerCase() === askedBy.id.toLowerCase()) continue;
    const place = await tools.messenger.reach({ id, name: '' }).catch((error: unknown) => {
      tools.log.warn({ error, person: id }, 'who may approve could not be reached');
      return undefined;
    });
    if (place) places.push({ name: `${name}:${id}`, place });
  }
  return places;
}

/** Those whom the policy names, and the leads of its groups. */
async function approversOf({ by }: Approval, { leads, policy }: StoryTools): Promise<string[]> {
  const { lead, responder } = policy.roles;
  const listed = (await leads.list()).map(({ id }) => id);
  const users = atLeast('responder', by) ? [...lead.users, ...responder.users] : lead.users;
  return [...new Set([...users, ...listed])].filter((id) => id !== '*').slice(0, mostAsked);
}

async function show(
  run: Run,
  step: string,
  places: readonly Asked[],
  id: string,
  tools: StoryTools,
): Promise<void> {
  for (const { name, place } of places)
    await run.step(`${step} ${name}`, async () => {
      const collection = await waitingFor(id, tools);
      const final = collection.approval.state !== 'pending';
      const alone = place.kind === 'personal';
      const card: Drawn<Card> = (reader) =>
        approvalCard(collection, collection.approval, viewOf(tools, reader), { alone });
      await tools.messenger.show(name, place, card, { final });
    });
}

async function record({ approval: decided, ...collection }: Waiting, { journal }: StoryTools) {
  const wanted = new Set(decided.packageIds);
  const machines = collection.packages.filter(({ id }) => wanted.has(id));
  await journal.write({
    operation: `approval.${decided.state}`,
    actor: decided.decidedBy ?? { id: 'bailiff', name: 'Bailiff' },
    outcome: decided.state === 'approved' ? 'success' : 'refused',
    resources: { collection: collection.id, requester: collection.askedBy.id, list: decided.hash },
    details: {
      machines: machines.map(({ machine }) => machine.id),
      rules: decided.because.map(inEnglish),
      ...(decided.said && { said: decided.said }),
    },
  });
  return decided.state;
}

/** What was approved is what runs: the list is compared once more before anything starts. */
async function letRun(run: Run, collectionId: string, tools: StoryTools): Promise<void> {
  const started = await run.step('let it run', async () => {
    const { approval: approved, packages } = await waitingFor(collectionId, tools);
    const meant = packages.filter(({ id }) => approved.packageIds.includes(id));
    const hash = hashOf(meant.map(({ id, machine }) => ({ id, machineId: machine.id })));
    if (hash !== approved.hash) return undefined;
    for (const { id, state } of meant)
      if (state === 'waiting-for-approval')
        showProgress(await tools.collections.change(id, { state: 'sending' }), tools);
    return meant.map(({ id, attempt }) => ({ packageId: id, attempt }));
  });
  if (!started) {
    tools.log.error({ collection: collectionId }, 'the approved list is not the one that waits');
    return letEnd(run, collectionId, tools);
  }
  for (const input of started)
    await run.start(
      'collect-package',
      storyOf({ id: input.packageId, attempt: input.attempt }),
      input,
    );
}

async function letEnd(run: Run, collectionId: string, tools: StoryTools): Promise<void> {
  const ids = await run.step('what ends', async () => {
    const { approval: decided, packages } = await waitingFor(collectionId, tools);
    return packages
      .filter(
        ({ id, state }) => decided.packageIds.includes(id) && state === 'waiting-for-approval',
      )
      .map(({ id }) => id);
  });
  const ending = await run.step('how it ends', async () =>
    endingOf((await waitingFor(collectionId, tools)).approval, tools.clock),
  );
  await run.step('note who decided', async () => {
    const { approval: decided } = await waitingFor(collectionId, tools);
    for (const id of ids) await tools.collections.change(id, { cancelledBy: decided.decidedBy });
  });
  for (const id of ids) await endPackage(run, id, ending, tools);
}

function endingOf(
  { askedAt, decidedBy, expiresAt, said, state }: Approval,
  { scale }: Clock,
): Ending {
  if (state === 'withdrawn') return { state: 'cancelled' };
  if (state === 'denied') {
    const who = decidedBy?.name ?? kept`somebody`;
    const cause = said ? kept`Denied by ${who}: “${said}”.` : kept`Denied by ${who}.`;
    return notApproved(ended('cancelled', cause));
  }
  if (state === 'expired') {
    // As the policy means it, whatever the time scale.
    const waited = spanInWords((expiresAt.getTime() - askedAt.getTime()) * scale);
    return notApproved(ended('stopped-waiting', kept`No one answered in ${waited}.`));
  }
  return notApproved(ended('cancelled', sentence`The list was not the one that was approved.`));
}

function notApproved(ending: Ending): Ending {
  if (!('failure' in ending) || !ending.failure) return ending;
  return { ...ending, failure: { ...ending.failure, notApproved: true } } as Ending;
}
