import { openTestApp, type TestApp } from '../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

/** A figure by its name and labels; nothing when it is not there. */
async function figure(name: string): Promise<number | undefined> {
  const answer = await fetch(`http://127.0.0.1:${app.bailiff.adminPort}/metrics`);
  const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe('what an operator watches', () => {
  it('moves while a package is collected', async () => {
    const { teams, people } = app;
    const before = await figure('bailiff_packages_open');

    const { room } = await people.mia.says('collect ws-042 because lsass alert', {
      in: teams.channel('metrics'),
    });
    await teams.sees('WS-042 package ready', { in: room });

    expect(before).toBe(0);
    expect(
      await figure('bailiff_commands_total{command="collect",via="typed",outcome="success"}'),
    ).toBe(1);
    expect(await figure('bailiff_packages_total{state="ready"}')).toBe(1);
    expect(await figure('bailiff_packages_open')).toBe(0);
    expect(await figure('bailiff_package_download_seconds_count')).toBe(1);
    expect(await figure('bailiff_watcher_last_success_timestamp_seconds')).toBeGreaterThan(1e9);
    expect(await figure('bailiff_requests_total{status="200"}')).toBeGreaterThan(0);
  });

  it('counts who is not let in', async () => {
    await fetch(app.teams.botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

    expect(await figure('bailiff_requests_total{status="400"}')).toBe(1);
  });
});
