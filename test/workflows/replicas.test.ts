import { heartbeatAndAdopt } from '../../src/workflows/scheduled/replicas';
import { quietLog } from '../support/quiet-log';

function replicasThat(silent: string[]) {
  const done: string[] = [];
  return {
    done,
    dead: async () => silent,
    heartbeat: async (id: string) => void done.push(`${id} beats`),
    forget: async (id: string) => void done.push(`${id} is forgotten`),
  };
}

it('takes nobody for dead while it was silent itself: the database was away for all', async () => {
  const replicas = replicasThat(['first', 'second']);

  await heartbeatAndAdopt('first', { replicas, log: quietLog });

  expect(replicas.done).toEqual(['first beats']);
});
