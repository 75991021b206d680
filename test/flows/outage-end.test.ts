import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

let app: TestApp;
beforeAll(async () => {
  // A poll every fifth of a second.
  app = await openTestApp({
    timeScale: 20,
    env: { ...fewIncidents, WATCH_INTERVAL_SECONDS: '4' },
  });
});
afterAll(() => app.close());

describe('the end of an outage', () => {
  it('is noticed at once, whenever the next try would have been', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'end-1' });
    // So the next attempt would come in more than an hour.
    simulator.next('503', { path: '/api/machines', retryAfter: 100_000 });
    const { room } = await people.mia.says('collect end-1 because hunt', {
      in: teams.channel('end'),
    });
    await teams.sees(/Waiting for Defender[\s\S]*, 1 attempt\)/, { in: room });
    simulator.switch({ service: 'away' });
    // Until a complete poll, with all its retries, has failed.
    await eventually(() => simulator.calls({ status: 0 }).length >= 12);

    simulator.switch({ service: 'up' });
    await teams.sees(/END-1 · (Queued|Collecting)/, { in: room });

    const posted = { method: 'POST', path: `/api/machines/${id}/collectInvestigationPackage` };
    expect(simulator.calls(posted)).toHaveLength(1);
  });
});
