import { runningCollection } from './actions/running';
import type { Answer } from './answer';
import { badRequest } from './api-error';
import type { FaultName } from './fault-kinds';
import type { RequestContext } from './route';
import { entity } from './routes/answers';
import { reachableMachine } from './routes/machines';

/**
 * Simulates a collection started in the portal just before ours. The action is real: it is listed,
 * can be awaited, and yields a package.
 */
export function applyCollectFault(
  fault: FaultName | undefined,
  { request, world, params }: RequestContext,
): Answer | undefined {
  if (fault !== '400 already running' && fault !== 'returns existing action') return undefined;
  const machine = reachableMachine(world, params['id'] ?? '');
  const running =
    runningCollection(world, machine.id) ??
    world.startAction(machine, {
      requestor: 'analyst@contoso.example',
      comment: 'manual collect',
      requestSource: 'Portal',
    });
  if (fault === '400 already running') {
    throw badRequest('ActiveRequestAlreadyExists', 'Action is already in progress');
  }
  return { ...entity(request, 'MachineActions/$entity', world.show(running)), status: 201 };
}
