import { commands, lexicon } from '../../src/commands';
import { CommandAudit } from '../../src/dispatch/command-audit';
import { repeated } from '../../src/dispatch/repeat';
import { understand } from '../../src/grammar/understand';
import type { Turn } from '../../src/ports';
import { dana, mia, thread } from '../support/builders';
import { fakeServices } from '../support/services';

const said = (text: string, facts: Partial<Turn> = {}): Turn => ({
  id: 't-1',
  person: mia,
  place: thread,
  at: '2026-11-20T10:00:00Z',
  said: { kind: 'message', text, mentions: [] },
  ...facts,
});

/** Writes each turn to a journal as its command, then reads the last words against it. */
async function readAfter(earlier: readonly Turn[], text: string) {
  const services = { ...fakeServices(), commands };
  const audit = new CommandAudit(services.journal, services.log);
  for (const turn of earlier) {
    const reading = understand(
      { text: turn.said.kind === 'message' ? turn.said.text : '' },
      lexicon,
    );
    await audit.asked({ id: turn.id, turn, reading });
  }
  return repeated(understand({ text }, lexicon), said(text), services);
}

const collected = said('collect WS-042 incident 4711 ticket SEC-9 because "lsass; alert"');

describe('the last command, repeated', () => {
  it.each([
    'and WS-043',
    'same for WS-043',
    'WS-043 too',
    'also ws-043?',
    'do the same for WS-043',
  ])('“%s” means the collection for another machine, as a guess', async (text) => {
    const reading = await readAfter([collected], text);

    expect(reading).toMatchObject({
      command: 'collect',
      machines: [expect.stringMatching(/^ws-043$/i)],
      incident: '4711',
      ticket: 'SEC-9',
      reason: expect.stringContaining('lsass'),
      guessed: { as: 'collect' },
    });
  });

  it.each([
    ['ips last 7d high+', 'ditto', { command: 'ips', window: { text: 'last 7D' } }],
    ['ips for incident 4711', 'same for 4712', { command: 'ips', incident: '4712' }],
    ['ip 203.0.113.9', 'and 203.0.113.10', { command: 'ips', byIp: ['203.0.113.10'] }],
    ['status ws-042', 'repeat that', { command: 'status', machines: ['ws-042'] }],
    [
      'collect machines tagged "Front desk" because x',
      'same',
      { command: 'collect', tag: 'Front desk' },
    ],
  ])('repeats “%s” on “%s”', async (first, text, meant) => {
    expect(await readAfter([said(first)], text)).toMatchObject(meant);
  });

  it('passes over commands that take no such thing', async () => {
    const reading = await readAfter([said('status ws-001'), said('health')], 'and WS-043');

    expect(reading).toMatchObject({ command: 'status', machines: ['WS-043'] });
  });

  it.each([
    ['of another person', { person: dana }],
    ['in another channel', { place: { ...thread, conversationId: '19:other@thread.tacv2' } }],
  ])('never repeats a command %s', async (_, facts) => {
    const reading = await readAfter([said('collect WS-042 because x', facts)], 'and WS-043');

    expect(reading).toMatchObject({ command: 'ask', machines: ['WS-043'] });
  });

  it('knows nothing to repeat at first', async () => {
    expect(await readAfter([], 'ditto')).toMatchObject({ command: 'unknown' });
  });
});
