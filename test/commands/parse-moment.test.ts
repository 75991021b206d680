import { findUntil, spanIn, untilIn } from '../../src/commands/on-call/parse-moment';

// A Friday; in Berlin it is 11:00.
const now = new Date('2026-11-20T10:00:00Z');
const until = (said: string, at = now, zone = 'Europe/Berlin') =>
  untilIn(said.split(' '), at, zone)?.toISOString();

describe('until when', () => {
  it.each`
    said                        | at
    ${'me until 18:00'}         | ${'2026-11-20T17:00:00.000Z'}
    ${'me until 6pm'}           | ${'2026-11-20T17:00:00.000Z'}
    ${'until 08:00'}            | ${'2026-11-21T07:00:00.000Z'}
    ${'till noon'}              | ${'2026-11-20T11:00:00.000Z'}
    ${'until tomorrow 9:00'}    | ${'2026-11-21T08:00:00.000Z'}
    ${'until 9:00 tomorrow'}    | ${'2026-11-21T08:00:00.000Z'}
    ${'until monday 09:00'}     | ${'2026-11-23T08:00:00.000Z'}
    ${'until friday 09:00'}     | ${'2026-11-27T08:00:00.000Z'}
    ${'until 2026-11-23 08:00'} | ${'2026-11-23T07:00:00.000Z'}
    ${'until midnight'}         | ${'2026-11-20T23:00:00.000Z'}
    ${'until later'}            | ${undefined}
    ${'until 25:00'}            | ${undefined}
    ${'me 18:00'}               | ${undefined}
  `('“$said” is $at', ({ said, at }) => {
    expect(until(said)).toBe(at);
  });

  it('keeps the time of day on the day clocks change', () => {
    const saturday = new Date('2026-10-24T10:00:00Z');

    expect(until('until tomorrow 18:00', saturday)).toBe('2026-10-25T17:00:00.000Z');
    expect(until('until 18:00', saturday)).toBe('2026-10-24T16:00:00.000Z');
  });
});

describe('a time that has passed today', () => {
  const meant = (said: string) =>
    findUntil({ verb: 'override', words: said.split(' ') }, now, 'Europe/Berlin')?.toISOString();

  it.each(['me until 10:59', 'me until 9am'])('is not taken for tomorrow: “%s”', (said) => {
    const [, time] = said.split(' until ');

    expect(() => meant(said)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          `has already passed today. For tomorrow: override me until tomorrow ${time}`,
        ),
        suggestions: [
          { title: `Tomorrow ${time}`, verb: 'override', words: ['me', 'until', 'tomorrow', time] },
        ],
      }),
    );
  });

  it('is tomorrow’s when it is long over, or when the day was said', () => {
    expect(meant('me until 04:00')).toBe('2026-11-21T03:00:00.000Z');
    expect(meant('me until tomorrow 10:59')).toBe('2026-11-21T09:59:00.000Z');
  });
});

describe('how long', () => {
  it.each`
    said                        | minutes
    ${'me 8h'}                  | ${480}
    ${'me for 2 hours'}         | ${120}
    ${'me 90 min'}              | ${90}
    ${'omar 3 days'}            | ${4320}
    ${'me from 14:00 to 18:00'} | ${undefined}
    ${'me since 2 h'}           | ${undefined}
    ${'me 18:00'}               | ${undefined}
    ${'me 5 apples'}            | ${undefined}
  `('“$said” is $minutes minutes', ({ said, minutes }) => {
    const span = spanIn(said.split(' '));

    expect(span && span / 60_000).toBe(minutes);
  });
});
