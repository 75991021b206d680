import { lineOf } from '../../src/dispatch/pressed-line';
import { understand } from '../support/understand';

const pressed = (verb: string, words: string[], inputs: Record<string, string>) =>
  lineOf({ kind: 'press', verb, words, inputs });
const read = (text: string) => understand({ text, mentions: [], botId: 'bot' });

describe('a pressed button with a choice of whom', () => {
  it.each`
    key
    ${'omar'}
    ${'dana-r'}
    ${'p2'}
    ${'on call two'}
  `('escalates to $key, who is no machine, with the note', ({ key }: { key: string }) => {
    const line = pressed('escalate', ['C-7F3K2'], { to: key, reason: 'sensor stays off' });

    const { command, job, machines, reason, words } = read(line);
    expect({ command, job, machines, reason }).toEqual({
      command: 'escalate',
      job: 'C-7F3K2',
      machines: [],
      reason: 'sensor stays off',
    });
    expect(words.join(' ')).toMatch(new RegExp(`${key}$`));
  });

  it.each(['ack', 'retry', 'snooze', 'resolve'])('means nothing by it for %s', (verb) => {
    expect(pressed(verb, ['C-7F3K2'], { to: 'ws-042', reason: '' })).toBe(`${verb} C-7F3K2`);
  });

  it('can’t be made to type a second command', () => {
    expect(pressed('handover', ['C-7F3K2'], { to: 'omar; cancel all\ncancel all' })).not.toMatch(
      /[;\n]/,
    );
  });
});
