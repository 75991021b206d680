import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards';
import { activityOf } from '../../src/chat/message';
import { samples } from '../cards/samples';
import { typeFaults } from './type-check';
import { wireFaults } from './wire';

const drawn = Object.entries(samples).map(([name, draw]) => ({ name, card: draw() }));

/** What the renderer's own parser objects to, at the version that Teams has. */
function parserFaults(content: object): string[] {
  const context = new SerializationContext(Versions.v1_5);
  new AdaptiveCard().parse(content, context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  return events.map(({ message }) => message);
}

/**
 * Teams' page writes the width as "Full" and the types as "full"; Teams takes the first for sure.
 * Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (read 2026-11-30)
 */
function asTyped(content: Readonly<Record<string, unknown>>): object {
  const { msteams } = content as { msteams?: { width?: string } };
  return msteams?.width === 'Full'
    ? { ...content, msteams: { ...msteams, width: 'full' } }
    : content;
}

/** Without the elements that older hosts replace: the parser may know them or not. */
function withFallbacks(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withFallbacks);
  if (typeof node !== 'object' || node === null) return node;
  const { fallback, ...rest } = node as Record<string, unknown>;
  if (typeof fallback === 'object' && fallback !== null) return withFallbacks(fallback);
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, withFallbacks(value)]),
  );
}

describe('cards as Microsoft types and parses them', () => {
  it('are of the published type, with every element and property known', () => {
    const claims = drawn.map(({ name, card }) => ({
      name,
      type: 'IAdaptiveCard',
      value: asTyped(card.content),
    }));

    expect(
      typeFaults("import type { IAdaptiveCard } from '@microsoft/teams.cards';", claims),
    ).toEqual([]);
  });

  it('would not be, with a property that nobody knows or a wrong value', () => {
    const imports = "import type { IAdaptiveCard } from '@microsoft/teams.cards';";
    const wrong = [
      { type: 'TextBlock', text: 'x', wrapping: true },
      { type: 'TextBlock', text: 'x', size: 'Gigantic' },
      { type: 'Nonsense' },
    ];

    for (const element of wrong) {
      const value = { type: 'AdaptiveCard', version: '1.5', body: [element] };
      expect(typeFaults(imports, [{ name: 'wrong', type: 'IAdaptiveCard', value }])).not.toEqual(
        [],
      );
    }
  });

  it.each(drawn)('$name is parsed at version 1.5 without an objection', ({ card }) => {
    expect(parserFaults(withFallbacks(card.content) as object)).toEqual([]);
  });

  it.each(drawn)(
    '$name goes over the wire as the Connector’s client would write it',
    ({ card }) => {
      expect(wireFaults('Activity', JSON.parse(JSON.stringify(activityOf({ card }))))).toEqual([]);
    },
  );
});
