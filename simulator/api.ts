import type { IncomingMessage } from 'node:http';
import { type Caller, checkPermission } from './access';
import type { Answer, ApiRequest, Family } from './answer';
import { ApiError, writeApiError } from './api-error';
import { applyCollectFault } from './collect-faults';
import { faultKinds } from './fault-kinds';
import type { FaultTarget } from './fault-options';
import { ActiveFault } from './faults';
import { type Match, type Route, router } from './route';
import { routes } from './routes';
import type { World } from './world';

const find = router(routes);
const nobody: Caller = { app: 'nobody', name: 'nobody', roles: [], audience: undefined };

const unreachable = new ActiveFault('drops the line', faultKinds['drops the line'], {});

/** Answers one API request; checks run in Defender's order: 401, 403, 429, 400, 404. */
export async function answerApi(request: ApiRequest, world: World): Promise<Answer> {
  const match = matchOrRefusal(request);
  const route = match instanceof ApiError ? undefined : match?.route;
  const family = route?.family ?? familyOf(request.path);
  const isAway = world.switches.service === 'away';
  const fault = isAway ? unreachable : world.faults.take(request, targetOf(route));
  const call = world.calls.add({
    method: request.method,
    path: request.path,
    query: request.rawQuery,
    body: family === 'entra' ? '' : request.body,
    endpoint: route?.endpoint,
    by: callerName(request, world),
    ...(fault ? { fault: fault.name } : {}),
  });
  const answer = await answerWithFault(fault, family, () => {
    if (match instanceof ApiError) throw match;
    if (!match) throw new ApiError(404, 'NotFound', `No HTTP resource matches ${request.path}`);
    return handle(request, world, { match, fault });
  });
  world.calls.finish(call, answer.status);
  return withLatency(answer, world);
}

function matchOrRefusal(request: ApiRequest): Match | ApiError | undefined {
  try {
    return find(request);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

async function answerWithFault(
  fault: ActiveFault | undefined,
  family: Family,
  work: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = fault?.instead() ?? (await work());
    return fault ? fault.spoil(answer) : answer;
  } catch (error) {
    if (error instanceof ApiError) return writeApiError(error, family);
    throw error;
  }
}

function handle(
  request: ApiRequest,
  world: World,
  { match, fault }: { match: Match; fault: ActiveFault | undefined },
): Answer | Promise<Answer> {
  const { route, params } = match;
  if (route.family === 'entra') return route.handle({ request, world, params, caller: nobody });
  const caller = world.access.caller(request);
  checkPermission(caller, route.family, requiredRoles(route, world));
  if (route.limit && world.switches.limits === 'on') {
    world.limits.admit(caller.app, route.endpoint, route.limit, route.family);
  }
  const context = { request, world, params, caller };
  return applyCollectFault(fault?.name, context) ?? route.handle(context);
}

function requiredRoles({ roles }: Route, { switches }: World): readonly string[] {
  if (switches.machineReadRoles === 'read or write') return roles;
  return roles.filter((role) => role !== 'Machine.Read.All');
}

function callerName(request: ApiRequest, world: World): string | undefined {
  try {
    return world.access.caller(request).name;
  } catch {
    return undefined;
  }
}

function targetOf(route: Route | undefined): FaultTarget {
  if (route?.family === 'entra') return 'token';
  if (route?.endpoint.endsWith('/collectInvestigationPackage')) return 'collect';
  if (route?.endpoint.endsWith('/cancel')) return 'cancel';
  return route?.endpoint.endsWith('/getPackageUri') ? 'link' : 'api';
}

function familyOf(path: string): Family {
  return path.startsWith('/v1.0/') ? 'graph' : 'mde';
}

function withLatency(answer: Answer, { switches }: World): Answer {
  if (switches.latencyMs === 0 || answer.delivery) return answer;
  return { ...answer, delivery: { delayMs: switches.latencyMs } };
}

/** Whether a request comes from this machine; the admin API accepts no other. */
export function isLoopback({ socket }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
