import { failureReport } from '../cards/error-report';
import { type Collection, stateWords } from '../domain/collection';
import { shortName } from '../domain/machine';
import { type SafeText, text, trusted } from '../domain/text';
import { cardOf, viewOf } from './package-step';
import { tellOperations } from './tell-operations';
import type { StoryTools } from './tools';
import { defineWorkflow } from './workflow';

/** The end of what one person asked for: the card's final state, one message, and failures reported. */
export const finishCollection = defineWorkflow<'finish-collection', StoryTools>(
  'finish-collection',
  async (run, { collectionId }, tools) => {
    const read = () => collectionOf(collectionId, tools);
    await run.step('show the end', async () => {
      const collection = await read();
      const { place } = collection;
      await tools.messenger.show(collection.id, place, cardOf(collection, tools), { final: true });
    });

    const collection = await run.step('read', read);
    const words = inOneLine(collection);
    const people = [
      { person: collection.askedBy, place: collection.place },
      ...collection.followers,
    ];
    for (const { person, place } of people)
      await run.step(`tell ${person.id}`, () =>
        tools.messenger.post(place, { text: words, mention: person }),
      );

    for (const failed of collection.packages.filter(({ state }) => state === 'failed')) {
      const report = failureReport(collection, failed, viewOf(tools));
      await tellOperations(run, report, tools);
    }
  },
);

async function collectionOf(id: string, { collections }: StoryTools): Promise<Collection> {
  const collection = await collections.get(id);
  if (!collection) throw new Error(`no collection ${id}`);
  return collection;
}

/** The notification is the whole message: one line, no period. */
function inOneLine({ packages }: Collection): SafeText {
  const [only] = packages;
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
    .map((state) => [stateWords[state], packages.filter((p) => p.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => ` · ${count} ${word.toLowerCase()}`);
  return trusted(`${ready} of ${packages.length} packages ready${rest.join('')}`);
}
