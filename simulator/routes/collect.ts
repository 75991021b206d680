import { isOver, progress } from '../actions/action';
import type { Answer, Asked } from '../answer';
import { type Machine, systemOf } from '../company/machine';
import { usualLimit } from '../limits';
import { badRequest } from '../refusal';
import type { Route, Visit } from '../route';
import type { World } from '../world';
import { entity } from './answers';
import { reachableMachine } from './machines';

export const collection = 'CollectInvestigationPackage';
/** The oldest sensor generation that can collect. */
const oldestSensor = '10.4000';

export const collectRoutes: readonly Route[] = [
  {
    endpoint: 'POST /api/machines/{id}/collectInvestigationPackage',
    family: 'mde',
    roles: ['Machine.CollectForensics'],
    limit: usualLimit,
    handle: collect,
  },
];

function collect({ asked, world, caller, params }: Visit): Answer {
  const body = jsonBody(asked);
  const comment = body['Comment'];
  // The name is case-sensitive: `comment` is not it.
  if (typeof comment !== 'string' || comment === '') {
    throw badRequest('MissingRequiredParameter', "Required parameter 'Comment' is missing.");
  }
  const machine = reachableMachine(world, params['id'] ?? '');
  refuseUnsuitable(machine, world);
  const running = runningCollection(world, machine.id);
  if (running && world.switches.secondCollection === 'refused') {
    throw badRequest('ActiveRequestAlreadyExists', 'Action is already in progress');
  }
  const action =
    running ??
    world.startAction(machine, {
      requestor: caller.name,
      comment,
      requestSource: 'PublicApi',
      externalId: typeof body['ExternalId'] === 'string' ? body['ExternalId'] : null,
    });
  return { ...entity(asked, 'MachineActions/$entity', world.show(action)), status: 201 };
}

export function runningCollection(world: World, machineId: string) {
  const now = world.clock.now();
  return world.actions.find(
    (action) =>
      action.machineId === machineId &&
      action.type === collection &&
      !isOver(progress(action, now).status),
  );
}

function refuseUnsuitable(machine: Machine, { switches }: World): void {
  const system = systemOf(machine);
  const refused =
    (switches.osCheck === 'mobile' && system === 'mobile') ||
    (switches.osCheck === 'all but windows' && system !== 'windows');
  if (refused) {
    throw badRequest('OsPlatformNotSupported', 'Action is not supported on this OS platform');
  }
  if (machine.agentVersion.localeCompare(oldestSensor, 'en', { numeric: true }) < 0) {
    throw badRequest(
      'ClientVersionNotSupported',
      'Action is not supported on this client version, upgrade is needed',
    );
  }
}

export function jsonBody({ body }: Asked): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below: what is no JSON object is refused in the same words.
  }
  throw badRequest('InvalidRequestBody', 'Request body is incorrect');
}
