import { Clock } from '../../simulator/clock';
import { Limits } from '../../simulator/limits';
import { collect, errorOf, get, simulatorForTests, ws042 } from './visitor';

const world = simulatorForTests();

async function times(count: number, ask: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let asked = 0; asked < count; asked += 1) statuses.push((await ask()).status);
  return statuses;
}

describe('limits', () => {
  it('lets 100 calls through in a minute, and again when the first have left the window', async () => {
    const { simulator } = world;
    const ask = () => get(`${simulator.url}/api/machines/${ws042}`);

    const first = await times(100, ask);
    const refused = await ask();
    simulator.clock.advance(61_000);
    const later = await ask();

    expect(new Set(first)).toEqual(new Set([200]));
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toMatchObject({ code: 'TooManyRequests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(later.status).toBe(200);
  });

  it('counts each endpoint for itself', async () => {
    const { simulator } = world;
    await times(101, () => get(`${simulator.url}/api/machines/${ws042}`));

    const other = await get(`${simulator.url}/api/machines?$top=1`);

    expect(other.status).toBe(200);
  });

  it('counts 1,500 calls in an hour', async () => {
    const { simulator } = world;
    const ask = () => get(`${simulator.url}/api/alerts/da637472900382838869_1364969609/ips`);
    for (let minute = 0; minute < 15; minute += 1) {
      await times(100, ask);
      simulator.clock.advance(60_001);
    }

    const refused = await ask();
    simulator.clock.advance(3_600_000);
    const later = await ask();

    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(2000);
    expect(later.status).toBe(200);
  });

  it('gives two package links a minute, for the whole app', async () => {
    const { simulator } = world;
    const { json } = await collect(simulator);
    simulator.clock.advance(600_000);

    const statuses = await times(3, () =>
      get(`${simulator.url}/api/machineactions/${json['id']}/getPackageUri`),
    );

    expect(statuses).toEqual([200, 200, 429]);
  });

  it('knows the body people have seen as well as the documented one', async () => {
    const { simulator } = world;
    simulator.switch({ tooManyBody: 'observed' });
    const ask = () => get(`${simulator.url}/api/incidents`);

    await times(50, ask);
    const refused = await ask();

    expect(errorOf(refused)).toMatchObject({
      code: '429',
      message: expect.stringMatching(/Maximum allowed 50 per 00:01:00 .* again in \d+ seconds\.$/),
    });
  });

  it('rounds the wait up to one real second when simulated time runs faster', () => {
    const limits = new Limits(new Clock(60), () => 'documented');
    const admit = () => limits.admit('app', 'GET /api/incidents', { perMinute: 1 }, 'xdr');

    admit();

    expect(admit).toThrow(expect.objectContaining({ extra: { retryAfterSeconds: 1 } }));
  });
});
