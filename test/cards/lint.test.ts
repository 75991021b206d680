import { largestCard } from '../../src/cards/kit/render';
import { samples } from './samples';
import { type Json, objectsIn, stringsIn, template, templates } from './template-reading';

/** Elements of version 1.2: newer ones stay blank on some phones. */
const elements = new Set([
  'AdaptiveCard',
  'TextBlock',
  'FactSet',
  'ColumnSet',
  'Column',
  'Container',
  'Input.ChoiceSet',
  'Input.Text',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
  'Action.ShowCard',
  // Stands beside the card, not on it.
  'mention',
]);
/** Drawn by some clients only: allowed where the others get the same as text. */
const charts = new Set(['Chart.VerticalBar']);
/** Names of file formats are written so. */
const formats = new Set(['CSV', 'STIX']);
const glyphs = new Set(['⏳', '✅', '⚠', '❌', '🔒', '⏸', '✖']);

const cards = Object.entries(samples).map(([name, sample]) => [name, sample().content] as const);
const outer = (content: Json) => (content['actions'] ?? []) as Json[];
/** The card itself, and those folded behind a button of it. */
const folds = (content: Json): Json[] => [
  content,
  ...outer(content).flatMap(({ card }) => (card ? [card as Json] : [])),
];
const bodyOf = (content: Json) => folds(content).flatMap(({ body }) => objectsIn(body));
const actionsOf = (content: Json) => folds(content).flatMap(outer);

describe.each(cards)('%s can be read in Teams', (_, content) => {
  it('is of version 1.5 and made of elements that phones know', () => {
    const types = objectsIn(content).flatMap(({ type }) =>
      typeof type === 'string' ? [type] : [],
    );

    expect(content['version']).toBe('1.5');
    expect(types.filter((type) => !elements.has(type) && !charts.has(type))).toEqual([]);
  });

  it('says in text what a chart shows, for clients without charts', () => {
    const drawn = objectsIn(content).filter(({ type }) => charts.has(String(type)));

    for (const { data, fallback, title } of drawn) {
      expect(fallback).toMatchObject({ type: 'TextBlock', wrap: true });
      expect((fallback as Json)['text']).toContain(title);
      const bars = String((fallback as Json)['text']).match(/[▁▂▃▄▅▆▇█]/gu);
      expect(bars).toHaveLength((data as Json[]).length);
    }
  });

  it('wraps every text', () => {
    const texts = bodyOf(content).filter(({ type }) => type === 'TextBlock');

    expect(texts.every(({ wrap }) => wrap === true)).toBe(true);
  });

  it('has two columns at most, the narrow one first', () => {
    const sets = bodyOf(content).filter(({ type }) => type === 'ColumnSet');
    const widths = sets.map(({ columns }) => (columns as Json[]).map(({ width }) => width));

    expect(widths.filter((found) => String(found) !== 'auto,stretch')).toEqual([]);
  });

  it('has three buttons in sight at most and six in all, with titles that are not cut', () => {
    const titles = actionsOf(content).map(({ title }) => String(title));
    const inSight = outer(content).filter(
      ({ mode, type }) => mode !== 'secondary' && type !== 'Action.ShowCard',
    );

    expect(inSight.length).toBeLessThanOrEqual(3);
    for (const fold of folds(content)) expect(outer(fold).length).toBeLessThanOrEqual(6);
    expect(
      titles.filter(
        (title) => [...title].length > 20 || (/^[A-Z ]+$/.test(title) && !formats.has(title)),
      ),
    ).toEqual([]);
  });

  it('gives older clients each button with the same data', () => {
    const executes = actionsOf(content).filter(({ type }) => type === 'Action.Execute');

    for (const { title, verb, data, fallback, mode, associatedInputs } of executes) {
      expect(fallback).toEqual({
        type: 'Action.Submit',
        title,
        ...(mode !== undefined && { mode }),
        ...(associatedInputs !== undefined && { associatedInputs }),
        data: { ...(data as object), verb },
      });
      const { question, ...rest } = data as { readonly question?: string };
      expect(rest).toEqual({ words: expect.any(Array), v: expect.any(Number) });
      expect(question ?? '').toMatch(/^(?:C-[0-9A-Z]{5})?$/);
    }
  });

  it('labels every input and says what is missing', () => {
    const inputs = bodyOf(content).filter(({ type }) => String(type).startsWith('Input.'));

    expect(inputs.every(({ label, errorMessage }) => label && errorMessage)).toBe(true);
  });

  it('uses no more than one emoji a line, of the agreed ones', () => {
    const emoji = stringsIn(content['body']).map(
      (line) => line.match(/\p{Extended_Pictographic}/gu) ?? [],
    );

    expect(emoji.filter((found) => found.length > 1)).toEqual([]);
    expect(emoji.flat().filter((glyph) => !glyphs.has(glyph))).toEqual([]);
  });

  it('is small, and has words for where no card is shown', () => {
    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(largestCard);
    expect(content['fallbackText']).toEqual(expect.stringMatching(/\S.*[^.]$/));
    expect(content['speak']).toBe(content['fallbackText']);
  });
});

describe.each(templates)('the template %s', (name) => {
  it('has no marks that the template language takes for its own', () => {
    const texts = stringsIn(template(name));

    expect(texts.filter((text) => /[`\\]/.test(text) || /\$\{[^}]*[{]/.test(text))).toEqual([]);
  });

  it('localises no dates in the client: Teams does not', () => {
    expect(stringsIn(template(name)).filter((text) => /\{\{(DATE|TIME)/.test(text))).toEqual([]);
  });
});
