import { type Action, isOver, progress } from '../actions/action';
import { collection } from '../actions/running';
import type { Answer } from '../answer';
import { ApiError, badRequest, notFound } from '../api-error';
import { usualLimit } from '../limits';
import type { Listing } from '../odata/query';
import type { RequestContext, Route } from '../route';
import type { World } from '../world';
import { entity, queried } from './answers';
import { jsonBody } from './collect';
import { machineReaders } from './machines';

const cancellers = [
  'Machine.Isolate',
  'Machine.CollectForensics',
  'Machine.Scan',
  'Machine.RestrictExecution',
  'Machine.StopAndQuarantine',
  'Machine.Offboard',
  'Machine.LiveResponse',
];
const reads = { family: 'mde', roles: machineReaders, limit: usualLimit } as const;

export const machineActionRoutes: readonly Route[] = [
  {
    ...reads,
    endpoint: 'GET /api/machineactions',
    handle: ({ request, world }) =>
      queried(request, 'MachineActions', newestFirst(world), listing(world)),
  },
  {
    ...reads,
    endpoint: 'GET /api/machineactions/{id}',
    handle: ({ request, world, params }) =>
      entity(request, 'MachineActions/$entity', world.show(actionOf(world, params['id']))),
  },
  {
    ...reads,
    endpoint: 'GET /api/machineactions/{id}/getPackageUri',
    limit: { perMinute: 2, perHour: 120 },
    handle: packageUri,
  },
  {
    endpoint: 'POST /api/machineactions/{id}/cancel',
    family: 'mde',
    // Checked by the handler, whose error message differs.
    roles: [],
    limit: usualLimit,
    handle: cancel,
  },
];

function listing(world: World): Listing {
  return {
    options: ['$filter', '$top', '$skip', '$orderby', '$count'],
    maxTop: 10_000,
    pageSize: world.switches.pageSize,
    fields: {
      id: 'text',
      status: 'text',
      machineId: 'text',
      type: 'text',
      requestor: 'text',
      creationDateTimeUtc: 'date',
    },
    sortable: { lastUpdateDateTimeUtc: 'date' },
  };
}

function newestFirst(world: World): object[] {
  return [...world.actions]
    .sort((left, right) => right.createdAt - left.createdAt)
    .map((action) => world.show(action));
}

function actionOf(world: World, id = ''): Action {
  const found = world.actions.find((action) => action.id === id.toLowerCase());
  if (!found) throw notFound(`Machine action ${id} was not found`);
  return found;
}

function packageUri({ request, world, params }: RequestContext): Answer {
  const action = actionOf(world, params['id']);
  if (action.type !== collection) {
    throw badRequest('InvalidInput', 'The action is not a package collection');
  }
  const { hasPackage, since } = progress(action, world.clock.now());
  if (!hasPackage || world.links.isForgotten(since)) throw notFound('Package is not available');
  const link = world.links.issue(action.id, world.switches.linkLifeSeconds);
  const value = world.switches.packageLink === 'quoted' ? `"${link}"` : link;
  return entity(request, 'Edm.String', { value });
}

function cancel({ request, world, caller, params }: RequestContext): Answer {
  const { cancelPermission } = world.switches;
  const required = cancellers.map((role) =>
    cancelPermission === 'misspelt' ? role.replace('Forensics', 'Forensic') : role,
  );
  if (!required.some((role) => caller.roles.includes(role))) {
    const message =
      'The application does not have any of the required application permissions ' +
      `(${required.join(', ')}) to access the resource.`;
    throw new ApiError(403, 'Forbidden', message);
  }
  const { Comment: comment } = request.body === '' ? {} : jsonBody(request);
  const action = actionOf(world, params['id']);
  const now = world.clock.now();
  if (isOver(progress(action, now).status)) {
    throw badRequest('BadRequest', 'The action has ended and can no longer be cancelled');
  }
  action.cancelled ??= {
    at: now,
    by: caller.name,
    comment: typeof comment === 'string' && comment ? comment : null,
  };
  return entity(request, 'MachineActions/$entity', world.show(action));
}
