import { understand } from '../../src/grammar/understand';
import { unsupported, verbs } from '../../src/grammar/verbs';

/** Verbs that mean another command by what stands beside them; they have tests of their own. */
const byTheirObject = ['again', 'why', 'mute'];
const synonyms = verbs
  .filter(({ command }) => !byTheirObject.includes(command))
  .flatMap(({ command, synonyms: words }) => words.map((word) => [word, command] as const));

it.each(synonyms)(
  '“%s” means %s, alone, in capitals and with politeness around it',
  (word, command) => {
    for (const text of [word, word.toUpperCase(), `please ${word}`, `${word}!`, `hey, ${word} pls`])
      expect(understand({ text }).command).toBe(command);
  },
);

it.each(synonyms.filter(([, command]) => command !== 'help' && command !== 'thanks'))(
  '“%s” means %s before a machine or a job',
  (word, command) => {
    for (const object of ['ws-042', 'C-7F3K2']) {
      const reading = understand({ text: `${word} ${object}` });
      expect(reading).toMatchObject({
        command,
        warnings: command === 'ips' ? ['default-window'] : [],
      });
      expect(reading.guessed).toBeUndefined();
    }
  },
);

it.each(unsupported)('“%s” is refused by name', (verb) => {
  expect(understand({ text: `${verb} ws-042` })).toMatchObject({
    command: 'unsupported',
    topic: verb,
    machines: [],
  });
});

it('no synonym means two things', () => {
  const all = [...verbs.flatMap(({ synonyms: words }) => words), ...unsupported];

  expect(new Set(all).size).toBe(all.length);
});
