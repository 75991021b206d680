import { createGroups } from '../../src/defender/groups';
import { DefenderRefused } from '../../src/domain/errors';
import type { Groups } from '../../src/ports';
import { type Simulator, startSimulator } from '../../src/simulator/simulator';
import { settingsAt } from '../support/defender';

let simulator: Simulator;
let groups: Groups;
beforeEach(async () => {
  simulator = await startSimulator({});
  groups = createGroups(settingsAt(simulator.url).settings);
});
afterEach(() => simulator.close());

describe('the groups of a person', () => {
  it('are those among the asked ones that Graph names', async () => {
    simulator.setGroups('u-mia', ['g-respond', 'g-other']);

    const found = await groups.among('u-mia', ['g-lead', 'g-respond']);

    expect([...found]).toEqual(['g-respond']);
  });

  it('are asked for twenty at a time', async () => {
    const many = Array.from({ length: 45 }, (_, at) => `g-${at}`);
    simulator.setGroups('u-mia', ['g-3', 'g-44']);

    const found = await groups.among('u-mia', many);

    expect([...found]).toEqual(['g-3', 'g-44']);
    expect(simulator.calls({ method: 'POST' })).toHaveLength(3);
  });

  it('are not known when the app may not ask', async () => {
    simulator.setApp({ clientId: 'development', name: 'Bot', secret: '', roles: [] });

    const asked = groups.among('u-mia', ['g-lead']);

    await expect(asked).rejects.toBeInstanceOf(DefenderRefused);
  });
});
