import { whoCan } from '../../src/commands/who-can';
import type { Person } from '../../src/domain/person';
import { dana, mia, omar } from '../support/builders';
import { fakeServices } from '../support/services';

const rotation = {
  people: ['dana'],
  every: 'week' as const,
  from: '2026-11-02T09:00',
  timeZone: 'Europe/Berlin',
};

function appOf({ leads, onCall }: { leads: Person[]; onCall: boolean }) {
  const { policy, ...services } = fakeServices();
  return {
    ...services,
    leads: { list: async () => leads },
    policy: {
      ...policy,
      onCall: { ...policy.onCall, people: { dana }, ...(onCall && { rotation }) },
    },
  };
}

describe('whoever was refused', () => {
  it('reads who can, by name, and who is on call now', async () => {
    expect(await whoCan(mia, appOf({ leads: [omar], onCall: true }))).toBe(
      'Who can: Omar Haddad. On call now: Dana Reyes.',
    );
  });

  it('reads of others who can as well, each once', async () => {
    const app = appOf({ leads: [omar], onCall: false });

    expect(await whoCan(mia, app, [dana, omar])).toBe('Who can: Dana Reyes, Omar Haddad.');
  });

  it('is not sent to themselves, nor to somebody whose name nobody knows', async () => {
    const unknown = { id: 'u-1', name: 'Lead' };

    expect(await whoCan(dana, appOf({ leads: [unknown, dana], onCall: true }))).toBeUndefined();
  });
});
