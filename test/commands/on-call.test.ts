import { defaultPolicy } from '../../src/access/policy';
import { inWords } from '../../src/chat/invoke';
import { ack } from '../../src/commands/on-call/ack';
import { escalate } from '../../src/commands/on-call/escalate';
import { handover } from '../../src/commands/on-call/handover';
import { override } from '../../src/commands/on-call/override';
import { snooze } from '../../src/commands/on-call/snooze';
import { aJobFailure, opened } from '../cards/samples-of-on-call';
import { refusalOf, say, shown } from '../support/answers';
import { dana, mia, omar, thread } from '../support/builders';
import { fakeServices } from '../support/services';

const onCall = { ...defaultPolicy().onCall, people: { dana, omar } };
const job = aJobFailure().job;
const miasChat = { conversationId: 'a:mia', kind: 'personal' } as const;

function world(amount = 1) {
  const failureAlerts = Array.from({ length: amount }, (_, n) => ({
    ...opened({ jobFailure: aJobFailure(n + 1) }),
    id: `C-N000${n}`,
  }));
  return fakeServices({ failureAlerts, policy: { onCall } });
}

describe('ack', () => {
  it('needs no id when only one failure is open', async () => {
    const services = world();

    const answer = await say(ack, {}, services, { actor: dana });

    expect(shown(answer)).toContain('Acknowledged. Escalation stopped');
    expect(services.reported[0]).toMatchObject({ state: 'acknowledged', assignee: dana });
    expect(services.told).toMatchObject([{ workflowId: 'C-N0000', news: { changed: true } }]);
  });

  it('goes on for whoever was asked, and says when the next question comes', async () => {
    const services = world();
    await say(ack, {}, services, { actor: dana, requestId: 'r-1' });
    services.reported[0] = { ...services.reported[0]!, asked: true };

    const answer = await say(ack, {}, services, { actor: dana, requestId: 'r-2', via: 'pressed' });

    expect(inWords(answer)).toMatch(/^It stays assigned to you. Next check \d\d:\d\d UTC. Ref C-/);
  });

  it('asks which one is meant when several are open', async () => {
    const services = world(2);

    const refusal = await refusalOf(say(ack, {}, services, { actor: mia }));

    expect(refusal.message).toContain('2 alerts are open.');
    expect(refusal.suggestions.map(({ words }) => words)).toEqual([['C-N0001'], ['C-N0000']]);
  });

  it('is for analysts only when they stand on the schedule', async () => {
    const asAnalyst = (actor: typeof dana) =>
      say(ack, { job }, world(), { actor, role: 'analyst' });

    expect(shown(await asAnalyst(dana))).toContain('Acknowledged');
    expect((await refusalOf(asAnalyst(mia))).message).toContain('Only responders');
  });

  it('says that nothing of the job was reported', async () => {
    const refusal = await refusalOf(say(ack, { job: 'C-00000' }, world()));

    expect(refusal.message).toContain('No alert for C-00000.');
  });
});

describe('a time on duty', () => {
  const inTokyo = { actor: dana, role: 'lead', timeZone: 'Asia/Tokyo' } as const;
  const rotation = {
    every: 'week' as const,
    from: '2026-11-02T09:00',
    people: ['dana', 'omar'],
    timeZone: 'Europe/Berlin',
  };
  const inBerlin = { ...onCall, rotation };

  it.each`
    where          | place       | says
    ${'a 1:1'}     | ${miasChat} | ${'on call until 21:00 UTC+9'}
    ${'a channel'} | ${thread}   | ${'on call until 13:00 CET'}
  `('is in $where as those who read it know it', async ({ place, says }) => {
    const services = fakeServices({ policy: { onCall: inBerlin } });

    const answer = await say(override, { words: ['me', 'until', '21:00'] }, services, {
      ...inTokyo,
      place,
    });

    expect(shown(answer)).toContain(says);
  });
});

describe('escalate and handover', () => {
  it('name people of the schedule only', async () => {
    const services = world();

    const refusal = await refusalOf(say(escalate, { job, words: ['mia'] }, services));

    expect(refusal.message).toContain(
      'mia isn’t on the on-call schedule (Dana Reyes, Omar Haddad)',
    );
    expect(services.reported[0]?.version).toBe(1);
  });

  it('take a mention by its id, whatever it is called', async () => {
    const services = world();

    await say(handover, { job, people: [{ id: omar.id, name: 'Somebody else' }] }, services);

    expect(services.reported[0]?.pages.at(-1)?.to.people).toEqual([omar]);
  });

  it('do nothing on a button of an older card, and say what is so', async () => {
    const services = world();
    await say(escalate, { job }, services, { requestId: 'r-1', version: 1, via: 'pressed' });

    const late = await say(escalate, { job }, services, { requestId: 'r-2', version: 1 });

    expect(shown(late)).toMatch(/^Escalated to Omar Haddad by .*Ref C-7F3K1$/);
    expect(services.reported[0]?.pages).toHaveLength(2);
  });
});

describe('snooze', () => {
  it.each([
    [{}, 'until when?'],
    [{ words: ['until', '2026-12-31', '10:00'] }, 'up to 7 days'],
  ])('refuses %j', async (said, says) => {
    const refusal = await refusalOf(say(snooze, { job, ...said }, world()));

    expect(refusal.message).toContain(says);
  });
});

describe('a pressed snooze', () => {
  it('offers the usual times, each for the notice it was pressed on', async () => {
    const { suggestions } = await refusalOf(say(snooze, { job }, world(), { via: 'pressed' }));

    expect(suggestions?.map(({ words }) => words.slice(1).join(' '))).toEqual([
      '1h',
      'until 18:00',
      'until tomorrow 09:00',
    ]);
    expect(new Set(suggestions?.map(({ words: [id] }) => id)).size).toBe(1);
  });

  it('offers no time that has passed today', async () => {
    const services = world();
    services.clock.advance(10 * 3_600_000);

    const { suggestions } = await refusalOf(say(snooze, { job }, services, { via: 'pressed' }));

    expect(suggestions?.map(({ title }) => title)).toEqual(['1 hour', 'Tomorrow 09:00']);
  });
});

describe('override', () => {
  it('that is refused names who could', async () => {
    const services = { ...world(), leads: { list: async () => [dana] } };

    const refusal = await refusalOf(say(override, { words: ['me', 'until', '18:00'] }, services));

    expect(refusal.message).toContain('Only a lead can put you on call. Who can: Dana');
  });

  it('that begins later is refused, not begun now', async () => {
    const services = world();
    const words = ['me', 'from', '14:00', 'to', '18:00'];

    const refusal = await refusalOf(say(override, { words }, services, { actor: omar }));

    expect(refusal.message).toContain('override me until 18:00');
    expect(services.overridden).toEqual([]);
  });

  it('happens once, however often the request comes', async () => {
    const services = world();
    const words = ['me', 'until', '18:00'];

    await say(override, { words }, services, { actor: omar });
    await say(override, { words }, services, { actor: omar });

    expect(services.overridden).toMatchObject([{ person: omar, by: omar }]);
  });
});
