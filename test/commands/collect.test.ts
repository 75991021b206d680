import { defaultPolicy } from '../../src/access/policy';
import { collect } from '../../src/commands/collect/collect';
import { buttonsOn, refusalOf, say as sayTo, shown } from '../support/answers';
import {
  aCollection,
  aMachine,
  aPackage,
  dana,
  machineId,
  mia,
  omar,
  thread,
} from '../support/builders';
import { readable } from '../support/card-text';
import { type FakeServices, fakeServices } from '../support/services';

const ws042 = aMachine({ id: machineId(0x42), name: 'ws-042.contoso.com' });
const ws043 = aMachine({ id: machineId(0x43), name: 'ws-043.contoso.com', lastIp: '10.20.30.43' });

const say = (typed: object, services: FakeServices, facts: Parameters<typeof sayTo>[3] = {}) =>
  sayTo(collect, typed, services, facts);

describe('collect', () => {
  it('opens a collection, starts its workflowId and answers with the living card', async () => {
    const services = fakeServices({ machines: [ws042] });

    const answer = await say({ machines: ['WS-042'], reason: 'lsass alert' }, services);

    expect(answer).toMatchObject({ cardKey: 'C-00001' });
    expect(shown(answer)).toContain('WS-042');
    expect(services.started).toEqual(['collect-package C-00001/1:1']);
    expect(services.stored).toMatchObject([
      { askedBy: mia, place: thread, reason: 'lsass alert', packages: [{ machine: ws042 }] },
    ]);
  });

  it.each(['ws-042', 'WS-042', 'Ws-042.Contoso.COM', ws042.id.toUpperCase()])(
    'finds a machine written as %s',
    async (written) => {
      const services = fakeServices({ machines: [ws042, ws043] });

      await say({ machines: [written] }, services);

      expect(services.stored[0]?.packages.map(({ machine }) => machine.id)).toEqual([ws042.id]);
    },
  );

  it('refuses an alert alone, instead of asking for machines as if nothing was said', async () => {
    const services = fakeServices({ machines: [ws042] });

    const refusal = await refusalOf(say({ alert: 'da637_1', reason: 'x' }, services));

    expect(readable(refusal.message)).toBe(
      'I can collect from devices or from an incident’s devices, not from an alert. Nothing was collected.',
    );
    expect(refusal.suggestions).toMatchObject([{ verb: 'ips', words: ['alert', 'da637_1'] }]);
    expect(services.stored).toEqual([]);
  });

  it('needs no reason, and keeps incident and ticket', async () => {
    const services = fakeServices({ machines: [ws042] });

    await say({ machines: ['ws-042'], incident: '4711', ticket: 'SOC-12' }, services);

    expect(services.stored).toMatchObject([{ incident: '4711', ticket: 'SOC-12' }]);
    expect(services.stored[0]?.reason).toBeUndefined();
  });

  it('puts several machines into one collection, each with its own workflowId, and asks Defender once', async () => {
    const services = fakeServices({ machines: [ws042, ws043] });

    await say({ machines: ['ws-042', 'ws-043', 'ws-042.contoso.com'] }, services);

    expect(services.started).toEqual([
      'collect-package C-00001/1:1',
      'collect-package C-00001/2:1',
    ]);
    expect(services.asked).toEqual(['machinesNamed 3']);
  });

  it('gives the same collection when the message is delivered twice, and starts nothing anew', async () => {
    const services = fakeServices({ machines: [ws042] });

    const first = await say({ machines: ['ws-042'] }, services);
    const second = await say({ machines: ['ws-042'] }, services);

    expect(second).toEqual(first);
    expect(services.stored).toHaveLength(1);
    expect(services.started).toHaveLength(1);
  });

  it('collects from a machine that is off: it waits', async () => {
    const off = aMachine({ name: 'ws-050', health: 'Inactive' });
    const services = fakeServices({ machines: [off] });

    await say({ machines: ['ws-050'] }, services);

    expect(services.started).toHaveLength(1);
  });

  it('follows a record to the one it was merged into', async () => {
    const old = aMachine({ name: 'ws-060.contoso.com', mergedInto: ws042.id });
    const services = fakeServices({ machines: [old, ws042] });

    await say({ machines: [old.id] }, services);
    await say({ machines: ['ws-060'] }, services, { requestId: 'request-2' });

    expect(services.stored).toHaveLength(1);
    expect(services.stored[0]?.packages[0]?.machine.id).toBe(ws042.id);
  });

  it('prefers the active record of a machine that was set up anew', async () => {
    const stale = aMachine({ name: ws042.name, health: 'Inactive' });
    const services = fakeServices({ machines: [stale, ws042] });

    await say({ machines: ['ws-042'] }, services);

    expect(services.stored[0]?.packages[0]?.machine.id).toBe(ws042.id);
  });

  it('only looks when it is told so', async () => {
    const services = fakeServices({ machines: [ws042] });

    const answer = await say({ machines: ['ws-042'], flags: ['dry-run'] }, services);

    expect(shown(answer)).toBe(
      'Dry run: would collect from WS-042: 1 online. Nothing was collected.',
    );
    expect(services.stored).toEqual([]);
  });

  it('collects from all machines with a tag', async () => {
    const kiosks = [aMachine({ tags: ['Kiosk'] }), aMachine({ tags: ['Kiosk'] })];
    const services = fakeServices({ machines: [...kiosks, ws042] });

    await say({ tag: 'Kiosk' }, services);

    expect(services.stored[0]?.packages.map(({ machine }) => machine)).toEqual(kiosks);
  });
});

describe('collect, when it is not clear which machine is meant', () => {
  const twin = aMachine({ id: machineId(0x142), name: ws042.name });

  it('lets the person choose between two records of one name, and starts nothing', async () => {
    const services = fakeServices({ machines: [ws042, twin] });

    const answer = await say({ machines: ['ws-042'], reason: 'lsass alert' }, services);

    expect(shown(answer)).toContain('Nothing has been collected yet.');
    expect(services.stored).toEqual([]);
    expect(services.started).toEqual([]);
  });

  it('starts nothing for the clear ones either, and keeps them and the reason on the button', async () => {
    const services = fakeServices({ machines: [ws042, twin, ws043] });

    const answer = await say({ machines: ['ws-043', 'ws-042'], reason: 'lsass alert' }, services);

    expect(shown(answer)).toContain('ws-042');
    expect(services.started).toEqual([]);
    const [button] = buttonsOn(answer);
    expect(JSON.stringify(button)).toContain(ws043.id);
    expect(JSON.stringify(button)).toContain('lsass alert');
  });

  it('never takes an address for a machine without asking', async () => {
    const services = fakeServices({ machines: [ws043] });

    const answer = await say({ byIp: ['10.20.30.43'] }, services);

    expect(shown(answer)).toContain('WS-043');
    expect(services.stored).toEqual([]);
  });

  it('offers the machines that a beginning fits', async () => {
    const services = fakeServices({ machines: [ws042, ws043] });

    const answer = await say({ machines: ['ws-0'] }, services);

    expect(shown(answer)).toMatch(/WS-042[\s\S]*WS-043/);
    expect(services.stored).toEqual([]);
  });

  it('asks for more of the name when too many fit', async () => {
    const many = Array.from({ length: 23 }, (_, at) => aMachine({ name: `lab-${at}.contoso.com` }));
    const services = fakeServices({ machines: many });

    const { message } = await refusalOf(say({ machines: ['lab-'] }, services));

    expect(readable(message)).toBe(
      '23 devices match “lab-”. Add more of the name, or use the id. Nothing was collected.',
    );
  });
});

describe('collect, when nobody knows the machine', () => {
  it('says so, and offers up to three similar names with the whole command behind them', async () => {
    const names = ['ws-042', 'ws-0412', 'ws-4022', 'ws-9999'];
    const machines = names.map((name) => aMachine({ name: `${name}.contoso.com` }));
    const services = fakeServices({ machines });

    const refusal = await refusalOf(
      say({ machines: ['WS-0422'], reason: 'lsass alert' }, services),
    );

    expect(readable(refusal.message)).toMatch(
      /^No device “WS-0422” found\. Nothing was collected\. Did you mean WS-042 \(seen .+\), WS-0412 /,
    );
    expect(refusal.suggestions).toEqual([
      { title: 'WS-042', verb: 'collect', words: [machines[0]!.id, 'because', 'lsass alert'] },
      { title: 'WS-0412', verb: 'collect', words: [machines[1]!.id, 'because', 'lsass alert'] },
    ]);
    expect(services.stored).toEqual([]);
  });

  it('does not guess when no name is near', async () => {
    const services = fakeServices({ machines: [ws042] });

    const { message, suggestions } = await refusalOf(say({ machines: ['ghost-1'] }, services));

    expect(readable(message)).toBe(
      'No device “ghost-1” found. Nothing was collected. No similar name found: it may not be onboarded.',
    );
    expect(suggestions).toEqual([]);
  });

  it('takes two slips in a short name for another name', async () => {
    const machines = ['pc9', 'pcab1'].map((name) => aMachine({ name }));

    const { suggestions } = await refusalOf(say({ machines: ['pc1'] }, fakeServices({ machines })));

    expect(suggestions.map(({ title }) => title)).toEqual(['PC9']);
  });

  it('collects none of several when some are unknown, and offers the rest', async () => {
    const services = fakeServices({ machines: [ws042, ws043] });

    const refusal = await refusalOf(
      say({ machines: ['ws-042', 'ghost-1', 'ws-043', 'ghost-2'], incident: '4711' }, services),
    );

    expect(readable(refusal.message)).toBe(
      '“ghost-1”, “ghost-2” not found. Nothing was collected.',
    );
    expect(refusal.suggestions).toEqual([
      {
        title: 'Collect the other 2',
        verb: 'collect',
        words: [ws042.id, ws043.id, 'incident', '4711'],
      },
    ]);
    expect(services.stored).toEqual([]);
  });

  it('refuses a letter that only looks like ours, and never folds it', async () => {
    const services = fakeServices({ machines: [aMachine({ name: 'ws-0a2' })] });

    const typed = { machines: ['ws-043', 'ws-0а2'], reason: 'hunt' };
    const refusal = await refusalOf(say(typed, services));

    expect(readable(refusal.message)).toBe(
      '“ws-0а2” contains a letter that looks like “a” (Cyrillic). Nothing was collected. Did you mean ws-0a2?',
    );
    const words = ['ws-043', 'ws-0a2', 'because', 'hunt'];
    expect(refusal.suggestions).toEqual([{ title: 'ws-0a2', verb: 'collect', words }]);
    expect(services.stored).toEqual([]);
  });

  it('shows a hostile name as text, never as a link', async () => {
    const { message } = await refusalOf(
      say({ machines: ['[x](https://evil.example)'] }, fakeServices()),
    );

    expect(message).not.toContain('](');
    expect(message).not.toContain('://');
  });

  it.each`
    typed                                        | says
    ${{ tag: 'Nope' }}                           | ${'No device has the tag “Nope”. Tags are case-sensitive. Nothing was collected.'}
    ${{ incident: '4711', words: ['machines'] }} | ${'No incident 4711 found. Nothing was collected.'}
    ${{ byIp: ['192.0.2.1'] }}                   | ${'No device reported the address 192.0.2.1 recently. Nothing was collected. Try its name.'}
  `('says what is missing: $says', async ({ typed, says }) => {
    const { message } = await refusalOf(say(typed, fakeServices()));

    expect(readable(message)).toBe(says);
  });
});

describe('collect, when a machine is being collected already', () => {
  const running = aCollection({
    id: 'C-7F2Q9',
    askedBy: omar,
    packages: [aPackage({ id: 'C-7F2Q9/1', collectionId: 'C-7F2Q9', machine: ws042 })],
  });

  it('joins it: the second person is told too, and Defender is not asked again', async () => {
    const services = fakeServices({ machines: [ws042], collections: [running] });

    const answer = await say({ machines: ['ws-042'] }, services);

    expect(shown(answer)).toMatch(/WS-042 is already being collected/);
    expect(shown(answer)).toContain('Omar Haddad');
    expect(services.stored[0]?.followers).toEqual([{ person: mia, place: thread }]);
    expect(services.started).toEqual([]);
  });

  it('does not make people follow what they asked for themselves', async () => {
    const services = fakeServices({
      machines: [ws042],
      collections: [{ ...running, askedBy: mia }],
    });

    await say({ machines: ['ws-042'] }, services);

    expect(services.stored[0]?.followers).toEqual([]);
  });

  it('collects the others, and joins the one that runs', async () => {
    const services = fakeServices({ machines: [ws042, ws043], collections: [running] });

    const answer = await say({ machines: ['ws-042', 'ws-043'] }, services);

    expect(answer).toMatchObject({ all: [{ card: {} }, { cardKey: 'C-00002' }] });
    expect(services.stored[1]?.packages.map(({ machine }) => machine)).toEqual([ws043]);
    expect(services.stored[0]?.followers).toHaveLength(1);
  });
});

describe('collect, when it is a lot', () => {
  const many = Array.from({ length: 7 }, (_, at) =>
    aMachine({ name: `lab-${at}.contoso.com`, health: at === 0 ? 'Inactive' : 'Active' }),
  );
  const names = many.map(({ name }) => name);

  it('asks first, and starts nothing', async () => {
    const services = fakeServices({ machines: many });

    const answer = await say({ machines: names, reason: 'hunt' }, services);

    expect(shown(answer)).toContain('Collect packages from 7 devices?');
    expect(services.stored).toEqual([]);
    expect(buttonsOn(answer)[0]).toMatchObject({
      title: 'Collect 7 now',
      verb: 'collect',
      data: { words: ['C-D0001', '--confirmed'] },
    });
  });

  it('starts once it is confirmed', async () => {
    const services = fakeServices({ machines: many });

    const typed = { machines: names, flags: ['confirmed'], reason: 'hunt' };

    await say(typed, services, { via: 'pressed' });

    expect(services.started).toHaveLength(7);
  });

  it('refuses more than the policy takes in one message, before Defender is asked', async () => {
    const services = fakeServices({ machines: many });
    const thousand = Array.from({ length: 1000 }, (_, at) => `ws-${at}`);

    const { message } = await refusalOf(say({ machines: thousand }, services));

    expect(readable(message)).toMatch(
      /^That’s 1,000 devices; the limit is 100 at once\. Nothing was collected\./,
    );
    expect(services.asked).toEqual([]);
  });

  it('counts machines within an hour', async () => {
    const limits = { ...defaultPolicy().limits, perPersonPerHour: 2 };
    const before = ['C-00001', 'C-00002'].map((id) => aCollection({ id, askedBy: dana }));
    const earlier = before.map((one) => ({ ...one, askedAt: new Date('2026-11-20T08:59:59Z') }));
    const facts = { actor: dana };

    const refused = fakeServices({ machines: [ws042], collections: before, policy: { limits } });
    const allowed = fakeServices({ machines: [ws042], collections: earlier, policy: { limits } });

    const { message } = await refusalOf(say({ machines: ['ws-042'] }, refused, facts));
    expect(readable(message)).toContain(
      'This exceeds your hourly limit for devices (2 of 2 used).',
    );
    await say({ machines: ['ws-042'] }, allowed, facts);
    expect(allowed.started).toHaveLength(1);
  });
});
