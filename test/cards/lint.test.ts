import { largestCard } from '../../src/cards/render';
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
]);
const glyphs = new Set(['⏳', '✅', '⚠', '❌', '🔒', '⏸', '✖']);

const cards = Object.entries(samples).map(([name, sample]) => [name, sample().content] as const);
const bodyOf = (content: Json) => objectsIn(content.body);
const actionsOf = (content: Json) => (content.actions ?? []) as Json[];

describe.each(cards)('%s can be read in Teams', (_, content) => {
  it('is of version 1.5 and made of elements that phones know', () => {
    const types = objectsIn(content).flatMap(({ type }) =>
      typeof type === 'string' ? [type] : [],
    );

    expect(content.version).toBe('1.5');
    expect(types.filter((type) => !elements.has(type))).toEqual([]);
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

  it('has three buttons at most, with titles that are not cut', () => {
    const titles = actionsOf(content).map(({ title }) => String(title));

    expect(titles.length).toBeLessThanOrEqual(3);
    expect(titles.filter((title) => [...title].length > 20 || /^[A-Z ]+$/.test(title))).toEqual([]);
  });

  it('gives older clients each button with the same data', () => {
    const executes = actionsOf(content).filter(({ type }) => type === 'Action.Execute');

    for (const { title, verb, data, fallback } of executes) {
      expect(fallback).toEqual({
        type: 'Action.Submit',
        title,
        data: { ...(data as object), verb },
      });
      expect(data).toEqual({ words: expect.any(Array), v: expect.any(Number) });
    }
  });

  it('labels every input and says what is missing', () => {
    const inputs = bodyOf(content).filter(({ type }) => String(type).startsWith('Input.'));

    expect(inputs.every(({ label, errorMessage }) => label && errorMessage)).toBe(true);
  });

  it('uses no more than one emoji a line, of the agreed ones', () => {
    const emoji = stringsIn(content.body).map(
      (line) => line.match(/\p{Extended_Pictographic}/gu) ?? [],
    );

    expect(emoji.filter((found) => found.length > 1)).toEqual([]);
    expect(emoji.flat().filter((glyph) => !glyphs.has(glyph))).toEqual([]);
  });

  it('is small, and has words for where no card is shown', () => {
    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(largestCard);
    expect(content.fallbackText).toEqual(expect.stringMatching(/\S.*[^.]$/));
    expect(content.speak).toBe(content.fallbackText);
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
