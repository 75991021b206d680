import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../../src/domain/text';
import { Catalogue, languageFor } from '../../src/language/catalogue';
import { inLanguage, say, sentence, translated } from '../../src/language/language';
import { allSentences, files, looseWordsIn, sentencesIn } from './sentences';

const file = join(__dirname, '..', '..', 'languages', 'en.json');
const english = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;

/**
 * Stations whose words go to people in the chat. The grammar reads what people write; what `access`
 * says of the policy is read in the terminal, and what it says of a rule is kept in the journal.
 */
const spoken = /^(cards|commands|workflows|chat|domain)\/(?!grammar\/)|^health/;

/** A language as somebody would add it: one file. */
const german = new Catalogue(
  'de',
  {
    'I know no machine {0}.': 'Eine Maschine {0} kenne ich nicht.',
    '{0} machines here': '{0, plural, one {# Maschine} other {# Maschinen}} hier',
    '{0} by {1}': 'Von {1}: {0}',
    Ready: 'Fertig',
  },
  languageFor('en'),
);

describe('the English catalogue', () => {
  it('holds every sentence that is said, and no other', () => {
    const all = allSentences();
    if (process.env.UPDATE_LANGUAGES) {
      const wanted = Object.fromEntries(all.map((name) => [name, english[name] ?? name]));
      writeFileSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
      return;
    }

    expect(Object.keys(english)).toEqual(all);
  });

  it.each(files.filter((name) => spoken.test(name)))('has all that %s says', (name) => {
    const loose = looseWordsIn(name).map(({ line, words }) => `${line}: ${words}`);
    const early = sentencesIn(name).filter(({ atLoad }) => atLoad);

    expect(loose).toEqual([]);
    expect(early.map(({ line, name: said }) => `${line}, before anybody reads: ${said}`)).toEqual(
      [],
    );
  });
});

describe('a language', () => {
  it('says a sentence with its values, in an order of its own', () => {
    const said = inLanguage(german, () => say`${'Fertig'} by ${'Mia'}`);

    expect(said).toBe('Von Mia: Fertig');
  });

  it.each`
    count   | said
    ${1}    | ${'1 Maschine hier'}
    ${1204} | ${'1.204 Maschinen hier'}
  `('has its own plural and its own numbers: $said', ({ count, said }) => {
    expect(inLanguage(german, () => say`${count} machines here`)).toBe(said);
  });

  it('escapes what came from outside, and nothing of its own', () => {
    const said = inLanguage(german, () => text`I know no machine ${'[ws](http://evil.example)'}.`);

    expect(said).toBe('Eine Maschine \\[ws\\]\\(http:\\/\\/evil\\.example) kenne ich nicht.');
  });

  it('leaves English what it does not know', () => {
    expect(inLanguage(german, () => say`Step ${2} of ${4}`)).toBe('Step 2 of 4');
  });

  it('says words that were kept in English before', () => {
    const kept = sentence`Ready`;

    expect([kept, inLanguage(german, () => translated(kept)), translated('WS-042')]).toEqual([
      'Ready',
      'Fertig',
      'WS-042',
    ]);
  });

  it('holds for all that happens within, and for nothing else', async () => {
    const within = inLanguage(german, async () => {
      await Promise.resolve();
      return translated('Ready');
    });

    expect(translated('Ready')).toBe('Ready');
    expect(await within).toBe('Fertig');
  });

  it.each`
    pattern                     | fault
    ${'{0, plural, one {# a}}'} | ${'no plural for all other numbers'}
    ${'Maschine {0'}            | ${'a brace that is never closed'}
    ${'{1} kenne ich nicht'}    | ${'a value that the sentence does not have'}
  `('is refused with $fault', ({ pattern }) => {
    expect(() => new Catalogue('de', { 'I know no machine {0}.': pattern })).toThrow(
      "languages/de.json can't say “I know no machine {0}.” so",
    );
  });

  it.each(['fr-FR', '', '../../package', 'EN-us', undefined])('is English for %p', (locale) => {
    expect(languageFor(locale).locale).toBe('en-GB');
  });
});
