import { scriptNames } from './actions/script';
import type { Answer, ApiRequest } from './answer';
import type { Simulator } from './control';
import { faultNames } from './fault-kinds';

type Body = Readonly<Record<string, unknown>>;
type AdminAction = (simulator: Simulator, body: Body, query: URLSearchParams) => unknown;

/** The admin API: the controls of `Simulator` over HTTP, for demos, load tests and other languages. */
const adminActions: Readonly<Record<string, AdminAction>> = {
  'GET /_sim/calls': (simulator, _body, query) =>
    simulator.calls({
      ...given('path', query.get('path')),
      ...given('method', query.get('method')),
      ...given('status', query.has('status') ? Number(query.get('status')) : null),
    }),
  'GET /_sim/counters': (simulator) => simulator.counters(),
  'GET /_sim/unknown': (simulator) => simulator.unknownRequests(),
  'GET /_sim/faults': (simulator) => ({ unused: simulator.unusedFaults(), known: faultNames }),
  'POST /_sim/faults': (simulator, { fault, ...options }) => simulator.next(String(fault), options),
  'GET /_sim/clock': (simulator) => ({ now: simulator.clock.now().toISOString() }),
  'POST /_sim/clock': (simulator, { advanceMs }) => {
    if (typeof advanceMs !== 'number') throw new Error('advanceMs must be a number');
    simulator.clock.advance(advanceMs);
    return { now: simulator.clock.now().toISOString() };
  },
  'GET /_sim/scripts': () => ({ known: scriptNames }),
  'POST /_sim/scripts': (simulator, { machine, script }) =>
    simulator.script(String(machine), script as Parameters<Simulator['script']>[1]),
  'GET /_sim/switches': (simulator) => simulator.switches(),
  'POST /_sim/switches': (simulator, change) => {
    simulator.switch(change);
    return simulator.switches();
  },
  'POST /_sim/incidents': (simulator, scenario) => simulator.addIncident(asScenario(scenario)),
  'POST /_sim/alerts': (simulator, { generate, incidentId, ...alert }) => {
    if (typeof generate === 'number') return simulator.generateAlerts(generate);
    const id = typeof incidentId === 'number' ? { id: incidentId } : {};
    return simulator.addIncident({ ...id, ...asScenario({ alerts: alert['alerts'] ?? [alert] }) });
  },
  'POST /_sim/machines': (simulator, change) => simulator.addMachine(change),
  'POST /_sim/groups': (simulator, { user, groups, name }) =>
    simulator.setGroups(String(user), (groups ?? []) as string[], name as string | undefined),
  'POST /_sim/apps': (simulator, app) =>
    simulator.setApp({
      clientId: textOf(app['clientId'], 'development'),
      name: textOf(app['name'], 'Contoso SOC Bot'),
      secret: textOf(app['secret'], ''),
      roles: (app['roles'] ?? []) as string[],
    }),
  'POST /_sim/reset': (simulator) => simulator.reset(),
};

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

export function answerAdmin(request: ApiRequest, simulator: Simulator): Answer {
  const action = adminActions[`${request.method} ${request.path}`];
  if (!action)
    return { status: 404, body: { error: 'No such action', actions: Object.keys(adminActions) } };
  try {
    const body = request.body === '' ? {} : (JSON.parse(request.body) as Body);
    return { status: 200, body: action(simulator, body, request.query) ?? { ok: true } };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}

/** Builds a scenario from a short description: one alert unless `alerts` lists more. */
function asScenario(words: Body): Parameters<Simulator['addIncident']>[0] {
  const { alerts, title, machine, machines, ips, ...rest } = words;
  const on = machines ?? (machine === undefined ? undefined : [machine]);
  const onlyChanges =
    rest['id'] !== undefined && [title, on, ips].every((word) => word === undefined);
  const one = onlyChanges ? [] : [{ title, on, ips, ...rest }];
  const listed = Array.isArray(alerts) ? alerts : one;
  const scenario: unknown = {
    ...rest,
    ...given('name', rest['name'] ?? title ?? null),
    alerts: listed.map((alert: Body) => asAlert(alert, on)),
  };
  return scenario as Parameters<Simulator['addIncident']>[0];
}

function asAlert({ machine, machines, ips, id, severity, ...alert }: Body, on: unknown): Body {
  const devices = alert['on'] ?? machines ?? (machine === undefined ? on : [machine]);
  const addresses = Array.isArray(ips) ? (ips as string[]) : [];
  return {
    title: 'A new alert',
    evidence: addresses.map((address) => ({ kind: 'Ip', address })),
    ...Object.fromEntries(Object.entries(alert).filter(([, value]) => value !== undefined)),
    ...given('id', typeof id === 'string' ? id : null),
    ...given('severity', severity ?? null),
    ...given('on', devices ?? null),
  };
}

/** `{ name: value }`, or nothing when there is no value. */
function given(name: string, value: unknown): Record<string, unknown> {
  return value === null || value === undefined ? {} : { [name]: value };
}
