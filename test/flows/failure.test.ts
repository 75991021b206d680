import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

const aDay = 24 * 3_600_000;

describe('a collection that fails on the machine', () => {
  it('says why in plain words, mentions who asked, and reports to operations', async () => {
    const { people, simulator, teams } = app;
    const operations = teams.channel('operations');
    await people.dana.says('subscribe operations', { in: operations });
    await teams.sees('this channel now gets operations alerts', { in: operations });
    simulator.addMachine({ name: 'bad-1' });
    simulator.script('bad-1', { does: 'fails', errorHResult: -2147024784, workSeconds: 30 });

    const { room } = await people.mia.says('collect bad-1 because lsass alert, incident 4711', {
      in: teams.channel('failed'),
    });
    await teams.sees('<at>Mia Chen</at>, BAD-1 package failed', { in: room });
    const report = await teams.sees(/BAD-1/, { in: operations });

    const card = await teams.sees('❌ BAD-1 · Failed', { in: room });
    expect(wordsOf(card.sent)).toMatch(/the device’s disk is full \(0x80070070\)/);
    expect(wordsOf(card.sent)).toContain('[Retry]');
    expect(wordsOf(report.sent)).toMatch(/disk is full/);
    expect(wordsOf(report.sent)).toContain('Mia Chen');
    expect(report.conversationId).toBe(operations.id);
  });

  it('is no longer reported to a channel that unsubscribed', async () => {
    const { people, simulator, teams } = app;
    const operations = teams.channel('operations');
    await people.dana.says('unsubscribe operations', { in: operations });
    await teams.sees('this channel no longer gets operations alerts', { in: operations });
    simulator.addMachine({ name: 'bad-2' });
    simulator.script('bad-2', 'fails');

    const { room } = await people.mia.says('collect bad-2 because test', {
      in: teams.channel('failed-2'),
    });
    await teams.sees('BAD-2 package failed', { in: room });

    expect(teams.transcript(operations).join('\n')).not.toContain('BAD-2');
  });
});

describe('a collection that does not end', () => {
  it('is given up when Defender gives up, under a word of its own', async () => {
    const { people, simulator, teams } = app;
    simulator.addMachine({ name: 'gone-1', online: false });

    const { room } = await people.mia.says('collect gone-1 because hunt', {
      in: teams.channel('gone'),
    });
    const card = await teams.sees('GONE-1 · Waiting for device', { in: room });
    simulator.clock.advance(3 * aDay + 3_600_000);
    await teams.sees('<at>Mia Chen</at>, GONE-1: timed out', { in: room });

    expect(wordsOf(card.sent)).toMatch(/^⚠️ GONE-1 · Timed out\n/);
    expect(wordsOf(card.sent)).toContain('Nothing was collected.');
    expect(wordsOf(card.sent)).toContain('[Retry]');
  });

  it('is cancelled on the card when somebody cancelled it in the portal', async () => {
    const { people, simulator, teams } = app;
    simulator.addMachine({ name: 'gone-2' });
    simulator.script('gone-2', 'cancelled elsewhere');

    const { room } = await people.mia.says('collect gone-2 because hunt', {
      in: teams.channel('gone-2'),
    });
    await teams.sees('GONE-2 collection cancelled', { in: room });

    const card = await teams.sees('GONE-2 · Cancelled', { in: room });
    expect(wordsOf(card.sent)).toContain('Cancelled in Defender');
  });
});
