import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../../src/domain/card';
import { Catalogue, englishCatalogue } from '../../src/language/catalogue';
import { inLanguage } from '../../src/language/language';
import { samples } from './samples';
import { objectsIn } from './template-reading';

const names = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'languages', 'en.json'), 'utf8'),
) as Record<string, string>;

/**
 * English with every sentence in marks: words outside of them would stay English in any language.
 */
const marked = new Catalogue(
  'en-GB',
  Object.fromEntries(Object.entries(names).map(([name, pattern]) => [name, `‹${pattern}›`])),
  englishCatalogue(),
);

/** English in capitals: an untranslated sentence shows even inside another one. */
const capital = new Catalogue(
  'en-IE',
  Object.fromEntries(Object.entries(names).map(([name, pattern]) => [name, inCapitals(pattern)])),
  englishCatalogue(),
);

/** Everything but placeholders and plurals. */
function inCapitals(pattern: string): string {
  let depth = 0;
  return [...pattern]
    .map((one) => {
      depth += { '{': 1, '}': -1 }[one] ?? 0;
      return depth === 0 ? one.toUpperCase() : one;
    })
    .join('');
}

/** Parts of Bailiff's sentences that are unlikely elsewhere. */
const stretches = Object.entries(names)
  .filter(([, pattern]) => !pattern.includes('plural'))
  .flatMap(([name]) => name.split(/\{\d+\}/))
  .map((part) => part.trim())
  .filter((part) => part.length >= 12 && /[a-z] [a-z]/.test(part));

const readFields = ['text', 'title', 'label', 'placeholder', 'errorMessage', 'altText', 'tooltip'];

function readable({ content, summary }: Card): string[] {
  const shown = objectsIn(content).flatMap((one) => readFields.map((field) => one[field]));
  const facts = objectsIn(content).flatMap(
    ({ facts: some }) => (some ?? []) as { value: string }[],
  );
  const values = facts.map(({ value }) => value);
  return [summary, ...values, ...shown.filter((value) => typeof value === 'string')];
}

/** Text outside sentences, innermost marks first; a truncated button has lost its end. */
function outside(line: string): string {
  const without = line.replace(/‹[^‹›]*(?:›|…$)/g, ' · ');
  return without === line ? line : outside(without);
}

/** Names, numbers and text of people or Defender: the same in every language. */
const foreign = [
  /AS6450\d Example (?:Hosting|\\\*Transit\\\*)(?:, [A-Z]{2})?|\bDE\b/g,
  /\b(WS|SRV|FIN|C)-[\w-]+/g,
  /\b\d\d:\d\d( CET)?/g,
  /\b\d+ [kMG]B\b/g,
  /sha256 [0-9a-f]+…[0-9a-f]+/g,
  /[0-9a-f:]+\\\[::\\\][0-9a-f:]+/g,
  /<\/?at>/g,
  /Dana Reyes|Omar Haddad|Mia Chen|A\. Novak|R\. Diaz/g,
  /Windows1[01]|\bInactive\b|\bNL\b|NoSensorData|Head office/g,
  /Credential theft on|“Suspicious connection 1”|lsass alert/g,
];

/** Names of Defender, people and the policy. */
const called = [
  ...[
    'microsoftDefenderForEndpoint',
    'Microsoft Defender for Endpoint',
    'Ransomware',
    'Medium',
    'High',
    'Android',
  ],
  ...['Failed', 'Forbidden', 'ActiveRequestAlreadyExists', 'Action is already in progress'],
  ...['Workstations', 'Tier0, Finance', 'SEC-123'],
  ...['ws-042\\.contoso\\.com', 'a\\.novak', 'u-mia', 'Europe/Berlin'],
  'b9b0b5e-0000-4000-8000-3ad1f0c70001',
];

/**
 * Values that commands, workflows and health checks pass to the cards, in the words of the samples.
 */
const given = new Set([
  ...called,
  ...['analyst', 'operations', 'incidents', 'Defender', 'Evidence store', 'answers in 80 ms'],
  'The disk is full',
  ...['ips, status, help', 'collect, cancel', 'Try again later.'],
  'Defender did not answer 5 times in 10 minutes.',
  ...['Collecting', 'Nothing was started', 'Waiting for approval'],
  ...['collect', 'collect because', 'status', 'status \\[C-…\\]', 'ips last 24h high+'],
  'ips for incident &lt;id> | ips last 24h \\[high+\\]',
  'Show how far a collection is.',
  'List the IP addresses of an alert, an incident or a time.',
  ...[
    'Your jobs',
    'Take on-call for 8 h',
    'Remove servers',
    'Cancel',
    'Show list',
    'Nothing to cancel',
    'Collect 25 now',
    'Add',
  ],
  ...['No device “” found', 'Search in Defender', 'Found in the message: 2 names.'],
  'Did you mean one of these?',
  ...['on-call schedule', 'nobody is on call from , and there’s no fallback'],
  ...['nobody is on call', ', and there’s no fallback', 'did not answer'],
  ...['No device “', '” found', 'Did you mean', 'Found in the message:'],
  ...['The disk is full.', 'is paused: nothing more starts until it is resumed'],
  // Commands are English in every language.
  ...['ack', 'escalate', "who's on call", 'override me until'],
]);

function looseIn(line: string): string[] {
  const ours = foreign.reduce((left, pattern) => left.replace(pattern, ''), outside(line));
  return ours
    .split('·')
    .map((part) =>
      part
        .replace(/\s+/g, ' ')
        .replace(/^[❌\d× ]+(?=\p{L})/u, '')
        .trim(),
    )
    .filter((part) => /\p{L}{2}/u.test(part) && !given.has(part));
}

describe('in another language', () => {
  it.each(Object.keys(samples))('no English words of ours are left on the card %s', (name) => {
    const card = inLanguage(marked, () => samples[name]!());

    expect(readable(card).flatMap(looseIn)).toEqual([]);
  });

  it.each(Object.keys(samples))(
    'no sentence within a sentence is English on the card %s',
    (name) => {
      const card = inLanguage(capital, () => samples[name]!());

      const said = readable(card).join('\n');
      expect(stretches.filter((part) => said.includes(part) && !given.has(part))).toEqual([]);
    },
  );

  it('words outside of any sentence are seen, those of people are not', () => {
    const lines = ['‹Asked by ‹{0}›› Mia Chen', '⏳ WS-042 · ‹Ready›', 'WS-042 package ready'];

    expect(lines.flatMap(looseIn)).toEqual(['package ready']);
  });
});
