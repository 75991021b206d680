import fc from 'fast-check';
import { lexicon } from '../../src/commands';
import type { Reading } from '../../src/grammar/reading';
import utterances from '../fixtures/utterances.json';
import { understand } from '../support/understand';

const words = [
  ...[
    'collect',
    'colect',
    'cancel',
    'cancle',
    'status',
    'statsu',
    'ips',
    'retry',
    'aprove',
    'done',
  ],
  ...['call', 'again', 'help', "don't", 'not', 'except', 'and', 'then', ';', ',', '\n', '\t', '|'],
  ...['ws-042', 'WS-043', 'FILESRV', 'fileserver', '10.20.30.40', 'C-7F3K2', '#4711', 'incident'],
  ...['because', 'reason:', '—', '--', '"', "'", 'last', '24h', 'since', '3/4', 'high+', '>=', '<'],
  ...[
    '<at>Bot</at>',
    '<p>',
    '<b',
    '&nbsp;',
    '&#x41;',
    '[a](b)',
    'ｗｓ-1',
    'ws-0а2',
    '\u200b',
    '👍',
  ],
];
const message = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((some) => some.join(' ')),
  fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((some) => some.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const known = utterances.map(({ u }) => u);

const withoutWarnings = ({ warnings: _, parts, ...reading }: Reading): unknown => ({
  ...reading,
  parts: parts?.map(withoutWarnings),
});
const all = (reading: Reading): readonly Reading[] => [
  reading,
  ...(reading.parts ?? []).flatMap(all),
];

describe('whatever is typed', () => {
  it('is read without throwing, as text and as HTML', () => {
    fc.assert(
      fc.property(message, fc.option(message, { nil: undefined }), (text, html) => {
        expect(understand({ text, html: html && `<ul>${html}` }).command).toBeTruthy();
      }),
    );
  });

  it('names no more machines than it has pieces', () => {
    fc.assert(
      fc.property(message, (text) => {
        const pieces = text.normalize('NFKC').split(/[\s,;|/&+"'<>:=]+/).length;
        for (const { machines, byIp } of all(understand({ text })))
          expect(machines.length + byIp.length).toBeLessThanOrEqual(pieces);
      }),
    );
  });

  it('means the same in its compatible form', () => {
    fc.assert(
      fc.property(fc.oneof(message, fc.constantFrom(...known)), (text) => {
        const compatible = text.toWellFormed().normalize('NFKC');
        expect(withoutWarnings(understand({ text: compatible }))).toEqual(
          withoutWarnings(understand({ text })),
        );
      }),
    );
  });

  it('never gives a misspelt verb that acts without saying that it is a guess', () => {
    const slip = fc
      .tuple(fc.constantFrom('collect', 'cancel', 'retry', 'escalate', 'approve', 'deny'), fc.nat())
      .map(([verb, at]) => verb.slice(0, at % verb.length) + verb.slice((at % verb.length) + 1));
    fc.assert(
      fc.property(slip, (typed) => {
        const { command, guessed } = understand({ text: `${typed} ws-042` });
        expect(!lexicon.phrasings.get(command)?.impact || guessed?.as === command).toBe(true);
      }),
    );
  });
});

describe('a flood', () => {
  it.each([
    ['one word of 50 KB', { text: 'w'.repeat(50_000) }],
    ['one name of 50 KB', { text: `collect ${'a-1'.repeat(17_000)}` }],
    ['100,000 nested elements', { text: 'x', html: '<div><blockquote><table>'.repeat(100_000) }],
    ['100,000 unclosed tags', { text: 'x', html: `<ul>${'<a href="'.repeat(100_000)}` }],
    ['100,000 commands', { text: 'cancel C-7F3K2;\n'.repeat(100_000) }],
    ['100,000 quotes', { text: `collect ${'"'.repeat(100_000)}` }],
    ['100,000 ignored words', { text: `collect ${'so weird '.repeat(100_000)}` }],
  ])('of %s is cut, told, and holds few things', (_, said) => {
    const reading = understand(said);

    expect(reading.warnings).toContain('too-long');
    expect(reading.machines).toEqual([]);
    expect(reading.parts?.length ?? 0).toBeLessThanOrEqual(10);
    expect(reading.warnings.length).toBeLessThan(30);
  });

  it('of 100,000 mentions is cut, and nobody is mentioned twice', () => {
    const mentions = Array.from({ length: 100_000 }, (_, at) => ({
      id: `29:${at}`,
      name: 'x',
      text: '<at>x</at>',
    }));

    const { warnings, people } = understand({
      text: '<at>x</at>'.repeat(100_000),
      mentions,
      botId: '28:b0t',
    });

    expect(warnings).toContain('too-long');
    expect(people.length).toBeLessThan(30);
  });
});
