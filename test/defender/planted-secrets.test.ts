import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import type { Defender } from '../../src/ports';
import { all, defenderAt } from '../support/defender';

/** One secret of each form; what may never arrive anywhere contains CANARY. */
const planted = [
  ' see https://x.blob.core.windows.net/c/p.zip?sv=1&sig=CANARY%2Babcdef&se=2',
  ' Authorization: Bearer CANARY.token-123456',
  ' eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARYsignature',
  ' client_secret=CANARY-abcdef',
  ' {"access_token":"CANARYabcdef"}',
  ' AccountName=a;AccountKey=CANARY+/==;',
  ' postgres://bailiff:CANARY@db/bailiff',
];

/** The places where a secret stands, with what is around it. */
function leaksIn(got: unknown): string[] {
  return JSON.stringify(got ?? '').match(/.{0,60}CANARY.{0,20}/g) ?? [];
}

/** Every text of an answer gets a secret; links that the client itself has to call stay as they are. */
function plant(body: unknown, secret: string, name = ''): unknown {
  if (Array.isArray(body)) return body.map((item) => plant(item, secret, name));
  if (typeof body === 'string')
    return /^@odata\.(nextLink|context)$/.test(name) ? body : body + secret;
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => [field, plant(value, secret, field)]),
  );
}

let simulator: Simulator;
let between: Server;
let secret = '';
let fails = false;
let answers = 0;

beforeAll(async () => {
  simulator = await startSimulator();
  between = createServer((request, response) => {
    void (async () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) =>
          /^(authorization|content-type)$/.test(name),
        ),
      ) as Record<string, string>;
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const { method = 'GET' } = request;
      const answer = await fetch(`${simulator.url}${request.url}`, {
        ...{ method, headers },
        ...(pieces.length > 0 && { body: Buffer.concat(pieces) }),
      });
      const text = await answer.text();
      const body = fails
        ? { error: { code: 'BadRequest', message: 'It failed.', target: '|0d1f.1' } }
        : JSON.parse(text.replaceAll(simulator.url, `http://${request.headers.host}`));
      answers += 1;
      response.writeHead(fails ? 400 : answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(plant(body, secret)));
    })();
  });
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  between.closeAllConnections();
  between.close();
  await simulator.close();
});
afterEach(() => {
  fails = false;
});

const from = new Date(Date.now() - 30 * 86_400_000);

/** Whatever the client reads, by the names of its methods. */
function reads(defender: Defender, ids: Record<'machine' | 'ip' | 'alert' | 'incident', string>) {
  const to = new Date(Date.now() + 86_400_000);
  return {
    machine: () => defender.machine(ids.machine),
    machinesNamed: async () => [...(await defender.machinesNamed(['ws-042', 'ws-048'])).values()],
    machinesStartingWith: () => defender.machinesStartingWith('ws-'),
    machinesByIp: () => defender.machinesByIp(ids.ip),
    machinesTagged: () => defender.machinesTagged('Tier0'),
    logonUsers: () => defender.logonUsers(ids.machine),
    collect: () => defender.collectInvestigationPackage(ids.machine, 'C-7F3K2/1'),
    collectionActions: () => defender.collectionActions({ machineId: ids.machine, since: from }),
    alert: () => defender.alert(ids.alert),
    alerts: () => all(defender.alerts({ from, to })),
    alertIps: () => defender.alertIps(ids.alert),
    alertMachine: () => defender.alertMachine(ids.alert),
    ipStatistics: () => defender.ipStatistics('203.0.113.7'),
    incident: () => defender.incident(ids.incident),
    incidentsSince: () => all(defender.incidentsSince(from)),
  };
}

async function idsFor(source: 'graph' | 'mde') {
  const { defender } = defenderAt(simulator.url, { incidentSource: source });
  const [machine] = await defender.machinesNamed(['ws-042']).then((found) => found.get('ws-042')!);
  const incident = (await defender.incident('4711'))!;
  return {
    machine: machine!.id,
    ip: machine!.lastIp ?? '10.0.0.1',
    alert: incident.alerts[0]!.id,
    incident: '4711',
  };
}

describe.each(['graph', 'mde'] as const)('a secret in what Defender says (%s)', (source) => {
  it.each(planted)('is in nothing that is read:%s', async (one) => {
    const ids = await idsFor(source);
    secret = one;
    const { port } = between.address() as AddressInfo;
    const { defender, logged } = defenderAt(`http://127.0.0.1:${port}`, { incidentSource: source });

    for (const [name, read] of Object.entries(reads(defender, ids))) {
      const before = answers;
      const got = await read().catch((error: unknown) => String(error));
      expect([name, answers > before]).toEqual([name, true]);
      expect([name, ...leaksIn(got)]).toEqual([name]);
    }
    expect(leaksIn(logged)).toEqual([]);
  });

  it('is in no error', async () => {
    const ids = await idsFor(source);
    const { port } = between.address() as AddressInfo;
    const { defender } = defenderAt(`http://127.0.0.1:${port}`, { incidentSource: source });
    fails = true;

    for (const one of planted) {
      secret = one;
      for (const read of Object.values(reads(defender, ids))) {
        const error = await read().then(
          (got) => got,
          (failed: object) => ({ ...failed, message: String(failed) }),
        );
        expect(leaksIn(error)).toEqual([]);
      }
    }
  });
});
