import { runningCollection } from '../actions/running';
import type { Answer, ApiRequest } from '../answer';
import { badRequest } from '../api-error';
import { type Machine, systemOf } from '../company/machine';
import { usualLimit } from '../limits';
import type { RequestContext, Route } from '../route';
import type { World } from '../world';
import { entity } from './answers';
import { reachableMachine } from './machines';

/** Oldest sensor version that supports collection. */
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

function collect({ request, world, caller, params }: RequestContext): Answer {
  const body = jsonBody(request);
  const comment = body['Comment'];
  // The name is case-sensitive: `comment` is not accepted.
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
  return { ...entity(request, 'MachineActions/$entity', world.show(action)), status: 201 };
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

export function jsonBody({ body }: ApiRequest): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Falls through: a body that is not a JSON object gets the same error.
  }
  throw badRequest('InvalidRequestBody', 'Request body is incorrect');
}
