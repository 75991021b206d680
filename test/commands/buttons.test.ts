import { collect } from '../../src/commands/collect/collect';
import { help } from '../../src/commands/help';
import { ips } from '../../src/commands/ip-report/ips';
import { argumentsOf } from '../../src/dispatch/parse-arguments';
import { lineOf } from '../../src/dispatch/pressed-line';
import type { Suggestion } from '../../src/domain/errors';
import { buttonsOn, refusalOf, say, shown } from '../support/answers';
import { aMachine } from '../support/builders';
import { fakeServices } from '../support/services';
import { understand } from '../support/understand';

const at = new Date('2026-11-20T10:00:00Z');
const now = { at, timeZone: 'UTC', render: { now: at, timeZone: 'UTC' } };

/** What the activity handler makes of a press. */
function pressed({ verb, words }: Pick<Suggestion, 'verb' | 'words'>, inputs = {}) {
  const text = lineOf({ kind: 'press', verb, words, inputs });
  const reading = understand({ text, mentions: [], botId: 'bot' });
  return { command: reading.command, ...argumentsOf(reading, now) };
}

const machines = Array.from({ length: 7 }, (_, at) => aMachine({ name: `lab-${at}.contoso.com` }));
const said = { reason: 'lsass alert; see -m --all', incident: '4711', ticket: 'SOC-12' };

describe('a button of a command', () => {
  it('that confirms a crowd names the list that was shown, with all that was said', async () => {
    const names = machines.map(({ name }) => name);
    const services = fakeServices({ machines });
    const answer = await say(collect, { machines: names, ...said }, services);
    const [button] = buttonsOn(answer);

    const again = pressed({ verb: button!.verb!, words: (button!.data as Suggestion).words });
    await say(collect, again, services);

    expect(services.stored).toMatchObject([
      { ...said, packages: machines.map((machine) => ({ machine })) },
    ]);
  });

  it('that chooses a machine keeps the others and the reason', async () => {
    const twins = [aMachine({ name: 'ws-042' }), aMachine({ name: 'ws-042' })];
    const services = fakeServices({ machines: [...twins, machines[0]!] });
    const answer = await say(collect, { machines: ['ws-042', 'lab-0'], ...said }, services);
    const [button] = buttonsOn(answer);

    const { words } = button!.data as Suggestion;
    const again = pressed({ verb: button!.verb!, words }, { choice: twins[1]!.id });

    expect(again).toMatchObject({
      command: 'collect',
      machines: [twins[1]!.id, machines[0]!.id],
      incident: '4711',
    });
  });

  it('that offers a similar name collects it for the same reason', async () => {
    const services = fakeServices({ machines: [aMachine({ id: 'b'.repeat(40), name: 'ws-042' })] });
    const refusal = await refusalOf(say(collect, { machines: ['ws-0422'], ...said }, services));

    expect(pressed(refusal.suggestions[0]!)).toMatchObject({
      command: 'collect',
      machines: ['b'.repeat(40)],
      ticket: 'SOC-12',
    });
  });

  it('that offers the last 30 days is not refused for their length', async () => {
    const window = { from: new Date('2026-01-01'), to: new Date('2026-11-01'), label: '' };
    const refusal = await refusalOf(say(ips, { window }, fakeServices()));
    const services = fakeServices();

    await say(ips, pressed(refusal.suggestions[0]!), services);

    expect(services.started).toHaveLength(1);
  });

  it('that asks for all commands lists them all', async () => {
    const short = await say(help, {}, fakeServices());
    const [button] = buttonsOn(short);

    const { words } = button!.data as Suggestion;
    const long = await say(help, pressed({ verb: button!.verb!, words }), fakeServices());

    expect(shown(short)).not.toContain('unsubscribe');
    expect(shown(long)).toContain('unsubscribe');
  });
});
