import type { Collection } from '../../domain/collection';
import { shortName } from '../../domain/machine';
import { isPolicyActor } from '../../domain/policy-actor';
import { type SafeText, text, trusted } from '../../domain/text';
import { showIncidentsNow } from '../incidents/incident-cards';
import { cardOf } from './package-step';
import { reportFailure } from '../on-call/open-alert';
import { settleNotices } from '../on-call/resolve-alerts';
import type { StoryTools } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';

/** The end of what one person asked for: the card's final state, one message, and failures reported. */
export const finishCollection = defineWorkflow<'finish-collection', StoryTools>(
  'finish-collection',
  async (run, { collectionId, attempt }, tools) => {
    // Read once, before anybody sees the end: who retries at once must not change what is told of it.
    const collection = await run.step('read', () => collectionOf(collectionId, tools));
    if (collection.packages.some((one) => one.attempt > attempt)) return;
    const { id, place } = collection;
    await run.step('show the end', () =>
      tools.messenger.show(id, place, cardOf(collection, tools), { final: true }),
    );

    const people = [
      { person: collection.askedBy, place: collection.place },
      ...collection.followers,
    ];
    for (const { person, place: there } of people)
      await run.step(`tell ${person.id}`, () =>
        tools.messenger.post(there, () => ({
          text: inOneLine(collection),
          ...(!isPolicyActor(person) && { mention: person }),
        })),
      );
    await run.step('show the incident', () => showIncidentsNow(collection, tools));

    const ready = collection.packages.filter(({ state }) => state === 'ready').map(({ id }) => id);
    await settleNotices(run, { job: id, ready }, tools);
    for (const failed of collection.packages) await reportFailure(run, collection, failed, tools);
  },
);

async function collectionOf(id: string, { collections }: StoryTools): Promise<Collection> {
  const collection = await collections.get(id);
  if (!collection) throw new Error(`no collection ${id}`);
  return collection;
}

/** The notification is the whole message: one line, no period. */
function inOneLine({ approval, packages }: Collection): SafeText {
  const [only] = packages;
  if (only?.failure?.notApproved && packages.length === 1) {
    const name = shortName(only.machine);
    if (approval?.state === 'denied')
      return text`${name}: denied by ${approval.decidedBy?.name}. Nothing was collected`;
    return text`${name}: not approved. Nothing was collected`;
  }
  if (only && packages.length === 1) {
    const name = shortName(only.machine);
    switch (only.state) {
      case 'ready':
        return text`${name} package ready`;
      case 'failed':
        return text`${name} package failed`;
      case 'cancelled':
        return text`${name} collection cancelled`;
      default:
        return text`${name}: we stopped waiting`;
    }
  }
  const ready = packages.filter(({ state }) => state === 'ready').length;
  const rest = (['failed', 'cancelled', 'stopped-waiting'] as const)
    .map((state) => [state, packages.filter((p) => p.state === state).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([state, amount]) => lostInWords(state, amount));
  return trusted([text`${ready} of ${packages.length} packages ready`, ...rest].join(' · '));
}

function lostInWords(state: 'failed' | 'cancelled' | 'stopped-waiting', amount: number): SafeText {
  switch (state) {
    case 'failed':
      return text`${amount} failed`;
    case 'cancelled':
      return text`${amount} cancelled`;
    case 'stopped-waiting':
      return text`${amount} we stopped waiting`;
  }
}
