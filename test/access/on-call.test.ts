import { chainAt, leadsOf, onCallAt, personNamed } from '../../src/access/on-call';
import { defaultPolicy, type Policy } from '../../src/access/policy';
import type { Override } from '../../src/domain/on-call';

const dana = { id: 'u-dana', name: 'Dana Reyes' };
const omar = { id: 'u-omar', name: 'Omar Haddad' };
const lee = { id: 'u-lee', name: 'Lee Park' };

function policyWith(facts: Partial<Policy['onCall']> = {}, leads: string[] = []): Policy {
  const { roles, onCall, ...rest } = defaultPolicy();
  return {
    ...rest,
    roles: { ...roles, lead: { users: leads, groups: [], guests: false } },
    onCall: {
      ...onCall,
      people: { dana, omar, lee },
      rotation: {
        people: ['dana', 'omar'],
        every: 'week',
        from: '2026-11-02T09:00',
        timeZone: 'Europe/Berlin',
      },
      ...facts,
    },
  };
}

const daily = (from: string, timeZone = 'Europe/Berlin') =>
  policyWith({ rotation: { people: ['dana', 'omar'], every: 'day', from, timeZone } }).onCall;
const who = (onCall: Policy['onCall'], at: string, overrides: Override[] = []) =>
  onCallAt(onCall, overrides, new Date(at)).person?.name;

function override(person: typeof dana, from: string, until: string, madeAt = from): Override {
  const [begins, ends, made] = [from, until, madeAt].map((moment) => new Date(moment));
  return {
    id: `${person.id}-${from}`,
    person,
    from: begins!,
    until: ends!,
    by: person,
    madeAt: made!,
  };
}

describe('the rotation', () => {
  it.each`
    at                            | name
    ${'2026-11-02T07:59:59Z'}     | ${undefined}
    ${'2026-11-02T08:00:00Z'}     | ${'Dana Reyes'}
    ${'2026-11-09T07:59:59.999Z'} | ${'Dana Reyes'}
    ${'2026-11-09T08:00:00Z'}     | ${'Omar Haddad'}
    ${'2026-11-16T08:00:00Z'}     | ${'Dana Reyes'}
    ${'2030-01-01T12:00:00Z'}     | ${'Omar Haddad'}
  `('has $name on duty at $at', ({ at, name }) => {
    expect(who(policyWith().onCall, at)).toBe(name);
  });

  it('changes at nine in the morning by the clock on the wall, also when clocks go back', () => {
    // Berlin: summer time ends on Sunday 25 October 2026 at 03:00.
    const onCall = daily('2026-10-24T09:00');

    expect(who(onCall, '2026-10-25T07:59:00Z')).toBe('Dana Reyes');
    expect(who(onCall, '2026-10-25T08:00:00Z')).toBe('Omar Haddad');
    const { since, until } = onCallAt(onCall, [], new Date('2026-10-24T12:00:00Z'));
    expect((until!.getTime() - since!.getTime()) / 3_600_000).toBe(25);
  });

  it('has a shorter turn on the day clocks go forward', () => {
    // Berlin: summer time begins on Sunday 29 March 2026 at 02:00.
    const { since, until } = onCallAt(
      daily('2026-03-28T09:00'),
      [],
      new Date('2026-03-28T12:00:00Z'),
    );

    expect((until!.getTime() - since!.getTime()) / 3_600_000).toBe(23);
  });

  it('changes in an hour that does not exist as soon as the clock is past it', () => {
    const { until } = onCallAt(daily('2026-03-28T02:30'), [], new Date('2026-03-28T12:00:00Z'));

    expect(until!.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('has somebody at any hour of a year, and never two turns in a row for one', () => {
    const onCall = daily('2026-01-01T09:00', 'America/New_York');
    const start = Date.parse('2026-01-02T00:00:00Z');

    for (let hour = 0; hour < 24 * 365; hour += 5) {
      const at = new Date(start + hour * 3_600_000);
      const onCallNow = onCallAt(onCall, [], at);
      expect(onCallNow.since! <= at && at < onCallNow.until!).toBe(true);
      expect(onCallAt(onCall, [], onCallNow.until!).person).not.toEqual(onCallNow.person);
    }
  });

  it('that has not begun leaves a hole until it does', () => {
    expect(onCallAt(policyWith().onCall, [], new Date('2026-10-01T00:00:00Z'))).toEqual({
      until: new Date('2026-11-02T08:00:00Z'),
      because: 'hole',
    });
  });
});

describe('an override', () => {
  const { onCall } = policyWith();

  it('holds from its first moment to its last, and not after', () => {
    const lees = [override(lee, '2026-11-20T10:00:00Z', '2026-11-20T17:00:00Z')];

    expect(who(onCall, '2026-11-20T09:59:59Z', lees)).toBe('Dana Reyes');
    expect(who(onCall, '2026-11-20T10:00:00Z', lees)).toBe('Lee Park');
    expect(who(onCall, '2026-11-20T17:00:00Z', lees)).toBe('Dana Reyes');
  });

  it('made last wins over one made before', () => {
    const both = [
      override(omar, '2026-11-20T10:00:00Z', '2026-11-20T17:00:00Z', '2026-11-20T10:05:00Z'),
      override(lee, '2026-11-20T10:00:00Z', '2026-11-20T17:00:00Z', '2026-11-20T10:00:00Z'),
    ];

    expect(who(onCall, '2026-11-20T12:00:00Z', both)).toBe('Omar Haddad');
  });

  it('that comes later ends the turn that is shown', () => {
    const later = [override(lee, '2026-11-20T15:00:00Z', '2026-11-20T17:00:00Z')];

    const { until } = onCallAt(onCall, later, new Date('2026-11-20T10:00:00Z'));

    expect(until).toEqual(new Date('2026-11-20T15:00:00Z'));
  });
});

describe('who is told', () => {
  const at = new Date('2026-11-20T10:00:00Z');
  const names = (policy: Policy) =>
    chainAt({ ...policy, leads: leadsOf(policy) }, [], at).map(({ name }) => name);
  // biome-ignore lint/suspicious/noThenProperty: the policy file's own word
  const andThen = (...people: string[]) => ({ then: people });

  it('is the one on duty, then the others, then the leads, at last the channel again', () => {
    const policy = policyWith(andThen('omar', 'lee'), ['u-boss']);

    expect(names(policy)).toEqual([
      'Dana Reyes',
      'Omar Haddad',
      'Lee Park',
      'the leads',
      'the operations channel',
    ]);
  });

  it('is nobody twice', () => {
    expect(names(policyWith(andThen('dana', 'omar', 'dana')))).toEqual([
      'Dana Reyes',
      'Omar Haddad',
      'the operations channel',
    ]);
  });

  it('is the fallback when nobody is on duty', () => {
    const policy = policyWith({ rotation: undefined }, ['U-DANA', '*']);

    expect(names(policy)).toEqual(['the leads', 'the operations channel']);
    expect(leadsOf(policy)).toEqual([dana]);
  });
});

describe('a name on the schedule', () => {
  it.each`
    said             | id
    ${'omar'}        | ${'u-omar'}
    ${'Omar Haddad'} | ${'u-omar'}
    ${'DANA'}        | ${'u-dana'}
    ${'park'}        | ${undefined}
    ${''}            | ${undefined}
  `('“$said” means $id', ({ said, id }) => {
    expect(personNamed(policyWith().onCall, said)?.id).toBe(id);
  });

  it('that two people share means neither', () => {
    const people = { a: { id: '1', name: 'Kim Lee' }, b: { id: '2', name: 'Kim Roe' } };

    expect(personNamed(policyWith({ people, rotation: undefined }).onCall, 'kim')).toBeUndefined();
    expect(personNamed(policyWith({ people, rotation: undefined }).onCall, 'kim roe')?.id).toBe(
      '2',
    );
  });
});
