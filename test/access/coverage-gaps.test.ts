import { coverageGapsAhead } from '../../src/access/coverage-gaps';
import { defaultPolicy } from '../../src/access/policy';
import { dana, omar } from '../support/builders';

const { onCall } = defaultPolicy();
const at = (moment: string) => new Date(`2026-11-${moment}:00Z`);
const week = { from: at('20T10:00'), to: at('27T10:00') };
const rotation = {
  people: ['dana'],
  every: 'week' as const,
  from: '2026-11-02T09:00',
  timeZone: 'UTC',
};
const taken = (from: string, until: string) => ({
  ...{ id: from, person: omar, by: omar, madeAt: at('19T10:00') },
  ...{ from: at(from), until: at(until) },
});

describe('the holes of a schedule', () => {
  it('are none where the rotation has begun', () => {
    expect(coverageGapsAhead({ ...onCall, people: { dana }, rotation }, [], week)).toEqual([]);
  });

  it('last until the rotation begins', () => {
    const later = { ...rotation, from: '2026-11-23T09:00' };

    expect(coverageGapsAhead({ ...onCall, people: { dana }, rotation: later }, [], week)).toEqual([
      { from: week.from, until: at('23T09:00') },
    ]);
  });

  it('lie between overrides where there is no rotation, and have no end after the last', () => {
    const overrides = [taken('20T12:00', '20T18:00'), taken('21T08:00', '21T18:00')];

    expect(coverageGapsAhead(onCall, overrides, week)).toEqual([
      { from: week.from, until: at('20T12:00') },
      { from: at('20T18:00'), until: at('21T08:00') },
      { from: at('21T18:00') },
    ]);
  });

  it('are one where two borders of overrides that ended meet inside it', () => {
    const overrides = [taken('20T12:00', '20T18:00'), taken('20T18:00', '20T20:00')];

    expect(coverageGapsAhead(onCall, overrides, { ...week, to: at('20T19:00') })).toEqual([
      { from: week.from, until: at('20T12:00') },
    ]);
  });
});
