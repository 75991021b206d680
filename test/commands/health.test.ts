import { health } from '../../src/commands/health';
import { say, shown } from '../support/answers';
import { dana, omar } from '../support/builders';
import { fakeServices } from '../support/services';

const roles = (users: string[]) => ({
  analyst: { users: ['*'], groups: [], guests: false },
  responder: { users: [], groups: [], guests: false },
  lead: { users, groups: [], guests: false },
});
const rotation = {
  people: ['dana'],
  every: 'week' as const,
  from: '2026-11-02T09:00',
  timeZone: 'Europe/Berlin',
};

function appWith(facts: { rotation?: typeof rotation; leads?: string[] }) {
  const { onCall, ...policy } = fakeServices().policy;
  return fakeServices({
    policy: {
      ...policy,
      roles: roles(facts.leads ?? []),
      onCall: { ...onCall, people: { dana }, rotation: facts.rotation },
    },
  });
}

describe('health, of the on-call schedule', () => {
  it('is well while somebody is on call at any time of the next days', async () => {
    const said = shown(await say(health, {}, appWith({ rotation })));

    expect(said).toContain('✅ All systems healthy');
    expect(said).toContain('no coverage gap in the next 7 days');
  });

  it('needs somebody where a hole comes and nobody is named as the fallback', async () => {
    const services = appWith({});
    const until = new Date('2026-11-20T17:00:00Z');
    const taken = {
      person: omar,
      by: omar,
      from: services.clock.now(),
      madeAt: services.clock.now(),
    };
    await services.overrides.add('request-9', { ...taken, until });

    const said = shown(await say(health, {}, services));

    expect(said).toContain('⚠️ Healthy, with warnings');
    expect(said).toMatch(/nobody is on call from .*, and there’s no fallback/);
    expect(said).toContain('Fix: Add a rotation');
  });

  it('names who is told in a hole where somebody is', async () => {
    const later = { ...rotation, from: '2026-11-23T09:00' };

    const said = shown(await say(health, {}, appWith({ rotation: later, leads: [dana.id] })));

    expect(said).toContain('✅ All systems healthy');
    expect(said).toMatch(/nobody is on call now until .*; fallback: the leads/);
  });
});
