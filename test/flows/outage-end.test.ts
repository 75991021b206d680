import { fewIncidents, openTestHouse, type TestHouse } from '../support/app';

let house: TestHouse;
beforeAll(async () => {
  // A look every fifth of a second; the pause after the fourth try is six seconds.
  house = await openTestHouse({
    timeScale: 20,
    env: { ...fewIncidents, WATCH_INTERVAL_SECONDS: '4' },
  });
});
afterAll(() => house.close());

describe('the end of an outage', () => {
  it('is noticed at once, whenever the next try would have been', async () => {
    const { people, simulator, teams } = house;
    const { id } = simulator.addMachine({ name: 'end-1' });
    simulator.switch({ service: 'away' });
    const { room } = await people.mia.says('collect end-1 because hunt', {
      in: teams.channel('end'),
    });
    await teams.sees(/Waiting for Defender[\s\S]*; 4 tries/, { in: room, within: 30_000 });

    simulator.switch({ service: 'up' });
    const back = performance.now();
    await teams.sees(/END-1 · (Queued|Collecting)/, { in: room, within: 15_000 });

    const posted = { method: 'POST', path: `/api/machines/${id}/collectInvestigationPackage` };
    expect(simulator.calls(posted)).toHaveLength(1);
    expect(performance.now() - back).toBeLessThan(3_000);
  });
});
