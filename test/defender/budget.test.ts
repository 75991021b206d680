import fc from 'fast-check';
import { Budget } from '../../src/defender/budget';
import { minutes, seconds } from '../../src/domain/duration';
import type { RateReservation } from '../../src/ports';
import { testClock } from '../support/clock';
import { memoryLedger } from '../support/ledger';

function aBudget(scale = 1) {
  const clock = testClock('2026-11-20T10:00:00Z', scale);
  const ledger = memoryLedger(clock);
  return { clock, ledger, budget: new Budget(ledger, clock) };
}

const ready = async () => {};

/** Prepares slowly the first time and at once afterwards, like a cached token. */
function slowOnce(work: () => void): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (isFirst) work();
    isFirst = false;
  };
}

describe('the budget', () => {
  it('gives two links a minute, and says honestly when the third comes', async () => {
    const { budget } = aBudget();

    const waits = [
      await budget.reserve('getPackageUri'),
      await budget.reserve('getPackageUri'),
      await budget.reserve('getPackageUri'),
    ].map(({ waitMs }) => waitMs);

    expect(waits).toEqual([0, 0, 61_200]);
  });

  it('gives whoever has to get ready a moment that can be kept, and none of the others later', async () => {
    const { budget } = aBudget();

    const waits = [
      await budget.reserveAhead('getPackageUri'),
      await budget.reserveAhead('getPackageUri'),
      await budget.reserveAhead('getPackageUri'),
    ].map(({ waitMs }) => waitMs);

    expect(waits).toEqual([3_000, 3_000, 64_200]);
  });

  it('loses no place when many are woken at once and each has something to do first', async () => {
    const { budget, clock, ledger } = aBudget();
    const places = [];
    for (let n = 0; n < 4; n += 1) places.push(await budget.reserveAhead('getPackageUri'));

    clock.advance(seconds(2));
    for (const place of places) await budget.take('getPackageUri', ready, place);

    expect(ledger.given.get('getPackageUri')).toHaveLength(4);
  });

  it('shortens its minutes with the time scale', async () => {
    const { budget } = aBudget(60);
    await budget.reserve('getPackageUri');
    await budget.reserve('getPackageUri');

    const third = await budget.reserve('getPackageUri');

    expect(third.waitMs).toBe(1200);
  });

  it('waits for the moment before a call', async () => {
    const { budget, clock } = aBudget();
    await budget.take('getPackageUri', ready);
    await budget.take('getPackageUri', ready);

    await budget.take('getPackageUri', ready);

    expect(clock.slept).toEqual([61_200]);
  });

  it('waits for a place that was reserved, however far it is', async () => {
    const { budget, clock } = aBudget();
    for (let n = 0; n < 20; n += 1) await budget.reserve('getPackageUri');
    const mine = await budget.reserve('getPackageUri');

    await budget.take('getPackageUri', ready, mine);

    expect(clock.now()).toEqual(mine.at);
  });

  it('takes another moment when its own was missed: a call then may be next to somebody else’s', async () => {
    const { budget, clock, ledger } = aBudget();
    const mine = await budget.reserve('getPackageUri');
    clock.advance(seconds(10));

    await budget.take('getPackageUri', ready, mine);

    expect(ledger.given.get('getPackageUri')).toEqual([mine.at.getTime(), clock.now().getTime()]);
  });

  it('uses a place once: a step that is repeated takes another', async () => {
    const { budget, ledger } = aBudget();
    const mine = await budget.reserve('getPackageUri');
    await budget.take('getPackageUri', ready, mine);

    await budget.take('getPackageUri', ready, mine);

    expect(ledger.given.get('getPackageUri')).toHaveLength(2);
  });

  it('gives a moment back that getting ready took too long for, and takes a later one', async () => {
    const { budget, clock, ledger } = aBudget();
    const prepare = slowOnce(() => clock.advance(seconds(4)));

    await budget.take('getPackageUri', prepare);

    expect(ledger.returned).toHaveLength(1);
    expect(ledger.given.get('getPackageUri')).toEqual([clock.now().getTime()]);
  });

  it('never lets Defender see more than its limit in any minute, however late callers wake', async () => {
    const callers = fc.array(
      fc.record({
        // Places are taken ahead by the dozen, or shortly before.
        isAhead: fc.boolean(),
        wakesLateMs: fc.oneof(fc.nat(700), fc.nat(1_500), fc.nat(5_000)),
        readiesMs: fc.oneof(fc.constant(0), fc.nat(900)),
        // The way to Defender: what is left of the slack.
        travelsMs: fc.nat(600),
      }),
      { minLength: 3, maxLength: 25 },
    );

    await fc.assert(
      fc.asyncProperty(callers, fc.constantFrom(1, 30), async (all, scale) => {
        const { budget, clock } = aBudget(scale);
        const heard: number[] = [];
        const places = new Map<object, RateReservation>();
        for (const caller of all)
          if (caller.isAhead) places.set(caller, await budget.reserve('getPackageUri'));
        for (const caller of all) {
          clock.oversleep(caller.wakesLateMs / scale);
          const prepare = slowOnce(() => clock.advance(caller.readiesMs / scale));
          const place = places.get(caller) ?? (await budget.reserve('getPackageUri'));
          await budget.take('getPackageUri', prepare, place);
          heard.push(clock.now().getTime() + caller.travelsMs / scale);
        }
        const minute = 60_000 / scale;
        for (const from of heard)
          expect(heard.filter((at) => at >= from && at < from + minute).length).toBeLessThan(3);
      }),
      { numRuns: 400 },
    );
  });

  it('does not keep an ordinary caller waiting for many minutes, but says when to come back', async () => {
    const { budget, ledger } = aBudget();
    await budget.delayUntil('getMachine', minutes(20));

    const asked = budget.take('getMachine', ready);

    await expect(asked).rejects.toMatchObject({
      refusal: { status: 429, code: 'BudgetUsedUp', retryAfterSeconds: 1200 },
    });
    expect(ledger.given.get('getMachine')).toEqual([]);
  });
});
