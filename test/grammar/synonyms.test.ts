import { commands } from '../../src/commands';
import { lexiconOf, unsupported } from '../../src/grammar/lexicon';
import { understand } from '../support/understand';

/** These mean another command depending on the words beside them; they have their own tests. */
const byTheirObject = ['collect again', 'why', 'mute'];
const synonyms = commands.flatMap(({ casual = [], name, synonyms: others = [], weak = {} }) =>
  [...new Set([name, ...others, ...casual, ...Object.values(weak).flat()])]
    .filter((word) => !byTheirObject.includes(word))
    .map((word) => [word, name] as const),
);

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

it('refuses a phrase that two commands claim', () => {
  const twice = ['collect', 'fetch'].map((name) => ({ name, impact: false, synonyms: ['grab'] }));

  expect(() => lexiconOf(twice)).toThrow('"grab" means collect and fetch');
});
