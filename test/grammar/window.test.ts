import { resolveWindow } from '../../src/grammar/window';
import { understand } from '../support/understand';

/** Friday morning in Berlin. */
const friday = new Date('2026-11-20T09:30:00Z');

function resolved(typed: string, now = friday, timeZone = 'Europe/Berlin') {
  const { window } = understand({ text: `ips ${typed}` });
  const { from, to, label } = resolveWindow(window!, now, timeZone);
  return { from: from.toISOString(), to: to.toISOString(), label };
}

it.each`
  typed                              | from                      | to
  ${'last 24h'}                      | ${'2026-11-19T09:30:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'last 30 min'}                   | ${'2026-11-20T09:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'last week'}                     | ${'2026-11-13T09:30:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'today'}                         | ${'2026-11-19T23:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'yesterday'}                     | ${'2026-11-18T23:00:00Z'} | ${'2026-11-19T23:00:00Z'}
  ${'this week'}                     | ${'2026-11-15T23:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since monday'}                  | ${'2026-11-15T23:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since yesterday 10:00'}         | ${'2026-11-19T09:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since 08:12'}                   | ${'2026-11-20T07:12:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since 10pm'}                    | ${'2026-11-19T21:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since 1 Nov'}                   | ${'2026-10-31T23:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since 2026-11-19T10:00:00Z'}    | ${'2026-11-19T10:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'between 18.11. and 19.11.'}     | ${'2026-11-17T23:00:00Z'} | ${'2026-11-19T23:00:00Z'}
  ${'from 2026-11-19 to 2026-11-18'} | ${'2026-11-17T23:00:00Z'} | ${'2026-11-19T23:00:00Z'}
  ${'from 2026-11-19 to 2026-11-25'} | ${'2026-11-18T23:00:00Z'} | ${'2026-11-20T09:30:00Z'}
  ${'since 2027-01-01'}              | ${'2026-11-20T09:30:00Z'} | ${'2026-11-20T09:30:00Z'}
`('“$typed” is from $from to $to', ({ typed, from, to }) => {
  expect(resolved(typed)).toMatchObject({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
});

it('is shown by the clock of the person who asked', () => {
  expect(resolved('last 24h').label).toBe('Thu 19 Nov 10:30 → Fri 20 Nov 10:30');
  expect(resolved('last 24h', friday, 'America/New_York').label).toBe(
    'Thu 19 Nov 04:30 → Fri 20 Nov 04:30',
  );
});

it('never spans more than 30 days, and says so', () => {
  const { from, label } = resolved('last 400 days');

  expect(from).toBe('2026-10-21T08:30:00.000Z');
  expect(label).toBe('Wed 21 Oct 10:30 → Fri 20 Nov 10:30, cut to 30 days');
});

describe('when the clocks change', () => {
  /** Berlin, 29 March 2026: 02:00 became 03:00. */
  const spring = new Date('2026-03-29T10:00:00Z');
  /** Berlin, 25 October 2026: 03:00 became 02:00. */
  const autumn = new Date('2026-10-25T11:00:00Z');

  it('counts hours as they pass', () => {
    expect(resolved('last 24h', spring).from).toBe('2026-03-28T10:00:00.000Z');
  });

  it('keeps the time of day over days', () => {
    expect(resolved('last 1 day', spring).from).toBe('2026-03-28T11:00:00.000Z');
    expect(resolved('last 1 day', autumn).from).toBe('2026-10-24T10:00:00.000Z');
  });

  it('begins the day at its own midnight', () => {
    expect(resolved('today', spring).from).toBe('2026-03-28T23:00:00.000Z');
    expect(resolved('today', autumn).from).toBe('2026-10-24T22:00:00.000Z');
  });

  it('takes a skipped hour as much later, and a doubled one the first time', () => {
    expect(resolved('since 02:30', spring).from).toBe('2026-03-29T01:30:00.000Z');
    expect(resolved('since 02:30', autumn).from).toBe('2026-10-25T00:30:00.000Z');
  });
});

it('falls back to UTC for a zone nobody knows', () => {
  expect(resolved('today', friday, 'Mars/Olympus').from).toBe('2026-11-20T00:00:00.000Z');
});

it('refuses to choose between two dates', () => {
  expect(() => resolved('since 3/4')).toThrow('since 3 Apr or since 4 Mar');
});
