import type { IncomingMessage } from 'node:http';
import { type Caller, checkPermission } from './access';
import type { Answer, Asked, Family } from './answer';
import { applyCollectFault } from './collect-faults';
import { faultKinds, type Place } from './fault-kinds';
import { ActiveFault } from './faults';
import { Refusal, writeRefusal } from './refusal';
import { type Match, type Route, router } from './route';
import { routes } from './routes';
import type { World } from './world';

const find = router(routes);
const nobody: Caller = { app: 'nobody', name: 'nobody', roles: [], audience: undefined };

const away = new ActiveFault('drops the line', faultKinds['drops the line'], {});

/** Answers one API request, in Defender's order: 401, 403, 429, 400, 404. */
export async function answerApi(asked: Asked, world: World): Promise<Answer> {
  const match = matchOrRefusal(asked);
  const route = match instanceof Refusal ? undefined : match?.route;
  const family = route?.family ?? familyOf(asked.path);
  const isAway = world.switches.service === 'away';
  const fault = isAway ? away : world.faults.take(asked, placeOf(route));
  const call = world.calls.add({
    method: asked.method,
    path: asked.path,
    query: asked.rawQuery,
    body: family === 'entra' ? '' : asked.body,
    endpoint: route?.endpoint,
    by: callerName(asked, world),
    ...(fault ? { fault: fault.name } : {}),
  });
  const answer = await answerWithFault(fault, family, () => {
    if (match instanceof Refusal) throw match;
    if (!match) throw new Refusal(404, 'NotFound', `No HTTP resource matches ${asked.path}`);
    return visit(asked, world, { match, fault });
  });
  world.calls.finish(call, answer.status);
  return withLatency(answer, world);
}

function matchOrRefusal(asked: Asked): Match | Refusal | undefined {
  try {
    return find(asked);
  } catch (error) {
    if (error instanceof Refusal) return error;
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
    if (error instanceof Refusal) return writeRefusal(error, family);
    throw error;
  }
}

function visit(
  asked: Asked,
  world: World,
  { match, fault }: { match: Match; fault: ActiveFault | undefined },
): Answer | Promise<Answer> {
  const { route, params } = match;
  if (route.family === 'entra') return route.handle({ asked, world, params, caller: nobody });
  const caller = world.access.caller(asked);
  checkPermission(caller, route.family, requiredRoles(route, world));
  if (route.limit && world.switches.limits === 'on') {
    world.limits.admit(caller.app, route.endpoint, route.limit, route.family);
  }
  const visited = { asked, world, params, caller };
  return applyCollectFault(fault?.name, visited) ?? route.handle(visited);
}

function requiredRoles({ roles }: Route, { switches }: World): readonly string[] {
  if (switches.machineReadRoles === 'read or write') return roles;
  return roles.filter((role) => role !== 'Machine.Read.All');
}

function callerName(asked: Asked, world: World): string | undefined {
  try {
    return world.access.caller(asked).name;
  } catch {
    return undefined;
  }
}

function placeOf(route: Route | undefined): Place {
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

/** The admin door opens to this machine only, whatever address the simulator listens on. */
export function isLoopback({ socket }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
