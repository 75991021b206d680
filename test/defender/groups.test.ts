import { type Simulator, startSimulator } from '../../simulator/simulator';
import { createGroups } from '../../src/defender/groups';
import { DefenderRefusedError } from '../../src/domain/errors';
import type { Groups } from '../../src/ports';
import { settingsAt } from '../support/defender';
import { stubServer } from '../support/stub-server';

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

    await expect(asked).rejects.toBeInstanceOf(DefenderRefusedError);
  });
});

describe('the people in a group', () => {
  it('are read page by page, with their names where Graph tells them', async () => {
    for (let n = 0; n < 130; n++) simulator.setGroups(`u-${n}`, ['g-lead']);
    simulator.setGroups('u-dana', ['g-other', 'g-lead'], 'Dana Reyes');
    simulator.setGroups('u-mia', ['g-other'], 'Mia Chen');

    const found = await groups.members('g-lead');

    expect(found).toHaveLength(131);
    expect(found).toContainEqual({ id: 'u-dana', name: 'Dana Reyes' });
    expect(found).toContainEqual({ id: 'u-7', name: 'Lead' });
    expect(simulator.calls({ method: 'GET' })).toHaveLength(2);
  });

  it('are no devices and no accounts that were shut', async () => {
    const person = { '@odata.type': '#microsoft.graph.user', displayName: 'Somebody' };
    const value = [
      { ...person, id: 'u-1' },
      { ...person, id: 'u-2', accountEnabled: false },
      { '@odata.type': '#microsoft.graph.device', id: 'd-1' },
      { '@odata.type': '#microsoft.graph.group', id: 'g-1' },
    ];
    const server = await stubServer();
    server.replies({ body: JSON.stringify({ value }) });

    const found = await createGroups(settingsAt(server.url).settings).members('g-lead');

    await server.close();
    expect(found).toEqual([{ id: 'u-1', name: 'Somebody' }]);
  });

  it('are not known where there is no such group', async () => {
    await expect(groups.members('g-none')).rejects.toBeInstanceOf(DefenderRefusedError);
  });
});
