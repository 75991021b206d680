import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeMarkdown, md } from '../../src/domain/text';
import { Catalogue, languageFor } from '../../src/language/catalogue';
import {
  inLanguage,
  msg,
  renderEnglish,
  renderMessage,
  sentence,
  t,
} from '../../src/language/language';
import { bareCount } from './plurals';
import { allSentences, files, looseWordsIn, sentencesIn, textsIn } from './sentences';

const file = join(__dirname, '..', '..', 'languages', 'en.json');
const english = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;

/**
 * Layers whose words people read in the chat. The grammar only parses; problems of the policy file
 * are read in the terminal. Files for others and tables are English: exports, records in the bag,
 * the names of a package's sections and notes about its files.
 */
const spoken = new RegExp(
  [
    /^(cards|commands|workflows|chat|domain)\/(?!grammar\/)|^health/,
    /^access\/approvals|^defender\/(budget|download|http)\.|^storage\/(room|incoming|.*-evidence)/,
    /^evidence\/(?!.*-record|digests|export-|package-|read-package|text-lines)/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** A language as somebody would add it: one file. */
const german = new Catalogue(
  'de',
  {
    'I know no machine {0}.': 'Eine Maschine {0} kenne ich nicht.',
    '{0} machines here': '{0, plural, one {# Maschine} other {# Maschinen}} hier',
    '{0} by {1}': 'Von {1}: {0}',
    Ready: 'Fertig',
    'Denied by {0}: “{1}”.': 'Abgelehnt von {0}: „{1}“.',
    '{0} devices': '{0, plural, one {ein Gerät} other {# Geräte}}',
    'Expired: nobody answered within {0}.': 'Abgelaufen: {0} ohne Antwort.',
    '{0} min': '{0} Minuten',
  },
  languageFor('en'),
);

describe('the English catalogue', () => {
  it('holds every sentence that is said, and no other', () => {
    const all = allSentences();
    if (process.env['UPDATE_LANGUAGES']) {
      const wanted = Object.fromEntries(all.map((name) => [name, english[name] ?? name]));
      writeFileSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
      return;
    }

    expect(Object.keys(english)).toEqual(all);
  });

  it('has a plural form wherever a number stands before a plural noun', () => {
    expect(Object.values(english).filter(bareCount)).toEqual([]);
  });

  it('writes one kind of apostrophe', () => {
    expect(Object.values(english).filter((pattern) => /\p{L}'\p{L}/u.test(pattern))).toEqual([]);
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

describe('text outside the catalogue', () => {
  it('puts no number before a plural noun: `counted` knows both forms', () => {
    const bare = files.flatMap((name) =>
      textsIn(name).filter(({ words }) => bareCount(words) !== undefined),
    );

    expect(bare).toEqual([]);
  });
});

describe('the check of plural forms', () => {
  it.each`
    pattern                                                  | found
    ${'{0} users'}                                           | ${'{0} users'}
    ${'Logged on: {0} users.'}                               | ${'{0} users'}
    ${'{0} newly affected machines'}                         | ${'{0} newly affected machines'}
    ${'{0} of {1} packages ready'}                           | ${'{1} packages'}
    ${'{0} people were notified'}                            | ${'{0} people'}
    ${'{0, plural, one {# user} other {# users}} logged on'} | ${undefined}
    ${'{0} is on call until {1}'}                            | ${undefined}
    ${'{0} lists {1} twice.'}                                | ${undefined}
    ${'I can’t {0} devices'}                                 | ${undefined}
  `('finds $found in “$pattern”', ({ pattern, found }) => {
    expect(bareCount(pattern)).toBe(found);
  });
});

describe('a language', () => {
  it('says a sentence with its values, in an order of its own', () => {
    const said = inLanguage(german, () => t`${'Fertig'} by ${'Mia'}`);

    expect(said).toBe('Von Mia: Fertig');
  });

  it.each`
    count   | said
    ${1}    | ${'1 Maschine hier'}
    ${1204} | ${'1.204 Maschinen hier'}
  `('has its own plural and its own numbers: $said', ({ count, said }) => {
    expect(inLanguage(german, () => t`${count} machines here`)).toBe(said);
  });

  it('escapes what came from outside, and nothing of its own', () => {
    const said = inLanguage(german, () => md`I know no machine ${'[ws](http://evil.example)'}.`);

    expect(said).toBe('Eine Maschine \\[ws\\]\\(http:\\/\\/evil\\.example) kenne ich nicht.');
  });

  it('leaves English what it does not know', () => {
    expect(inLanguage(german, () => t`Step ${2} of ${4}`)).toBe('Step 2 of 4');
  });

  it('says words that were kept in English before', () => {
    const kept = sentence`Ready`;

    expect([kept, inLanguage(german, () => renderMessage(kept)), renderMessage('WS-042')]).toEqual([
      'Ready',
      'Fertig',
      'WS-042',
    ]);
  });

  describe('of a sentence that was kept with its values', () => {
    /** Through the database and back. */
    const stored = <T>(words: T): T => JSON.parse(JSON.stringify(words)) as T;
    const denied = stored(msg`Denied by ${'Dana'}: “${'use {0} <b>'}”.`);

    it('says it again', () => {
      expect(inLanguage(german, () => renderMessage(denied))).toBe(
        'Abgelehnt von Dana: „use {0} <b>“.',
      );
      expect(renderMessage(denied)).toBe('Denied by Dana: “use {0} <b>”.');
    });

    it('chooses its own plural, and speaks sentences within too', () => {
      const asked = stored([msg`${1} devices`, msg`${3} devices`]);
      const waited = stored(msg`Expired: nobody answered within ${msg`${40} min`}.`);

      expect(inLanguage(german, () => [...asked, waited].map(renderMessage))).toEqual([
        'ein Gerät',
        '3 Geräte',
        'Abgelaufen: 40 Minuten ohne Antwort.',
      ]);
      expect(asked.map(renderMessage)).toEqual(['1 device', '3 devices']);
    });

    it('leaves records English', () => {
      const said = inLanguage(german, () => [renderEnglish(denied), renderEnglish('Ready')]);

      expect(said).toEqual(['Denied by Dana: “use {0} <b>”.', 'Ready']);
    });

    it('lets no value work as Markdown where the whole is escaped', () => {
      const hostile = stored(msg`Denied by ${'[ws](http://evil.example)'}: “${'*x*'}”.`);

      expect(inLanguage(german, () => escapeMarkdown(renderMessage(hostile)))).toBe(
        'Abgelehnt von \\[ws\\]\\(http:\\/\\/evil\\.example): „\\*x\\*“.',
      );
    });
  });

  it.each(['constructor', '__proto__'])('leaves %p, which is a foreign word, as it is', (word) => {
    expect(inLanguage(german, () => renderMessage(word))).toBe(word);
  });

  it('holds for all that happens within, and for nothing else', async () => {
    const within = inLanguage(german, async () => {
      await Promise.resolve();
      return renderMessage('Ready');
    });

    expect(renderMessage('Ready')).toBe('Ready');
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
