import { Budget } from '../../src/defender/budget';
import { minutes, seconds } from '../../src/domain/duration';
import { testClock } from '../support/clock';
import { memoryLedger } from '../support/ledger';

function aBudget(scale = 1) {
  const clock = testClock('2026-11-20T10:00:00Z', scale);
  const ledger = memoryLedger(clock);
  return { clock, ledger, budget: new Budget(ledger, clock) };
}

describe('the budget', () => {
  it('gives two links a minute, and says honestly when the third comes', async () => {
    const { budget } = aBudget();

    const waits = [
      await budget.reserve('getPackageUri'),
      await budget.reserve('getPackageUri'),
      await budget.reserve('getPackageUri'),
    ].map(({ waitMs }) => waitMs);

    expect(waits).toEqual([0, 0, 60_600]);
  });

  it('shortens its minutes with the time scale', async () => {
    const { budget } = aBudget(60);
    await budget.reserve('getPackageUri');
    await budget.reserve('getPackageUri');

    const third = await budget.reserve('getPackageUri');

    expect(third.waitMs).toBe(1050);
  });

  it('waits for the moment before a call', async () => {
    const { budget, clock } = aBudget();
    await budget.take('getPackageUri');
    await budget.take('getPackageUri');

    await budget.take('getPackageUri');

    expect(clock.slept).toEqual([60_600]);
  });

  it('waits for a place that was reserved, however far it is', async () => {
    const { budget, clock } = aBudget();
    for (let n = 0; n < 20; n += 1) await budget.reserve('getPackageUri');
    const mine = await budget.reserve('getPackageUri');

    await budget.take('getPackageUri', mine);

    expect(clock.now()).toEqual(mine.at);
  });

  it('gives a missed place back and takes another: the missed one may be next to somebody else', async () => {
    const { budget, clock, ledger } = aBudget();
    const mine = await budget.reserve('getPackageUri');
    clock.advance(seconds(10));

    await budget.take('getPackageUri', mine);

    expect(ledger.returned).toEqual([mine.id]);
    expect(ledger.given.get('getPackageUri')).toEqual([clock.now().getTime()]);
  });

  it('does not keep an ordinary caller waiting for many minutes, but says when to come back', async () => {
    const { budget, ledger } = aBudget();
    await budget.pushBack('getMachine', minutes(20));

    const asked = budget.take('getMachine');

    await expect(asked).rejects.toMatchObject({
      refusal: { status: 429, code: 'BudgetUsedUp', retryAfterSeconds: 1200 },
    });
    expect(ledger.given.get('getMachine')).toEqual([]);
  });
});
