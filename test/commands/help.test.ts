import { help } from '../../src/commands/help';
import { opened } from '../cards/samples-of-on-call';
import { buttonsOn, say, shown } from '../support/answers';
import { dana, omar, thread } from '../support/builders';
import { fakeServices } from '../support/services';

const rotation = {
  people: ['dana'],
  every: 'week' as const,
  from: '2026-11-02T09:00',
  timeZone: 'Europe/Berlin',
};
const alone = { conversationId: 'a:dana', kind: 'personal' } as const;

function app() {
  const { onCall } = fakeServices().policy;
  return fakeServices({
    policy: { onCall: { ...onCall, people: { dana, omar }, rotation } },
    failureAlerts: [opened()],
  });
}

describe('help, for the person on call', () => {
  it('says in their own chat until when, what is open, and what to type about it', async () => {
    const answer = await say(help, {}, app(), { actor: dana, place: alone });

    expect(shown(answer)).toMatch(/^You’re on call until Mon 23 Nov 09:00 CET/);
    expect(shown(answer)).toContain('1 open: C-7F3K1 (');
    expect(shown(answer)).toContain('ack C-7F3K1');
    expect(buttonsOn(answer)).toMatchObject([{ verb: 'handover' }, { verb: 'oncall' }, {}]);
  });

  it('says the same where operations notices are posted', async () => {
    const services = app();
    await services.subscriptions.add({
      ...{ conversationId: '19:soc@thread.tacv2', topic: 'operations', by: dana },
      at: new Date(),
    });

    expect(shown(await say(help, {}, services, { actor: dana, place: thread }))).toMatch(
      /^You’re on call/,
    );
  });

  it('stays the usual one in other channels, with a line about the duty', async () => {
    const said = shown(await say(help, {}, app(), { actor: dana, place: thread }));

    expect(said).toMatch(/^Collect packages and list IPs of alerts/);
    expect(said).toContain('You’re on call until');
  });

  it('is the usual one for somebody who is neither on call nor called', async () => {
    const said = shown(await say(help, {}, app(), { actor: omar, place: alone }));

    expect(said).not.toContain('on call until');
  });
});

describe('help, for somebody with a role', () => {
  it.each`
    role           | first
    ${'analyst'}   | ${/Try:\s+ips .*\n.*\n+status\n/}
    ${'responder'} | ${/Try:\s+collect .*\n.*\n+ips .*\n.*\n+status\n/}
  `('shows the $role first what people come for', async ({ role, first }) => {
    const answer = await say(help, {}, fakeServices(), { actor: omar, place: alone, role });

    expect(shown(answer)).toMatch(first);
  });
});
