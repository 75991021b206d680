import { users } from '../../src/commands/machines/users';
import { refusalOf, say, shown } from '../support/answers';
import { aMachine } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const machine = aMachine({ name: 'ws-042' });
const jdoe = {
  ...{ name: 'jdoe', domain: 'contoso', logonTypes: 'Interactive', isDomainAdmin: true },
  lastSeen: new Date('2026-11-20T08:04:00Z'),
};

describe('users', () => {
  it('lists who was logged on, in the reader’s zone', async () => {
    const services = fakeServices({ machines: [machine], users: new Map([[machine.id, [jdoe]]]) });

    const answer = await say(users, { machines: ['ws-042'] }, services, {
      place: { kind: 'personal', conversationId: 'a:mia' },
    });

    expect(shown(answer)).toContain('Logged on to WS-042');
    expect(shown(answer)).toMatch(
      /contoso\\+jdoe · last seen 09:04 CET \(2 h ago\) · Interactive · domain admin/,
    );
  });

  it('shows ten and counts the others', async () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ ...jdoe, name: `user${at}` }));
    const services = fakeServices({ machines: [machine], users: new Map([[machine.id, many]]) });

    const answer = await say(users, { machines: ['ws-042'] }, services);

    expect(shown(answer)).toContain('user9');
    expect(shown(answer)).not.toContain('user10');
    expect(shown(answer)).toContain('2 more');
  });

  it('says that nobody was seen', async () => {
    const answer = await say(
      users,
      { machines: ['ws-042'] },
      fakeServices({ machines: [machine] }),
    );

    expect(shown(answer)).toBe('Defender has no logons to WS-042.');
  });

  it.each([[[]], [['ws-042', 'ws-043']]])('needs one machine, not %j', async (machines) => {
    const refusal = await refusalOf(say(users, { machines }, fakeServices()));

    expect(readable(refusal.message)).toContain(
      'Name at least one device, for example: users WS-042',
    );
  });
});
