import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../simulator/simulator';

export type Json = Record<string, unknown>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
  readonly text: string;
}

export const ws042 = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';

/** One simulator for a test file, reset before each test. */
export function simulatorForTests(options: Parameters<typeof startSimulator>[0] = {}): {
  get simulator(): Simulator;
} {
  const held: { simulator?: Simulator } = {};
  beforeAll(async () => {
    held.simulator = await startSimulator(options);
  });
  beforeEach(() => held.simulator?.reset());
  afterAll(() => held.simulator?.close());
  return {
    get simulator() {
      return held.simulator as Simulator;
    },
  };
}

export async function get(url: string, token: string | null = 'development'): Promise<Reply> {
  const headers: Record<string, string> =
    token === null ? {} : { Authorization: `Bearer ${token}` };
  return read(await fetch(url, { headers }));
}

export async function post(url: string, body: unknown, token = 'development'): Promise<Reply> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return read(await fetch(url, { method: 'POST', headers, body: text }));
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = text.startsWith('{') || text.startsWith('[');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as Json) : {},
  };
}

export function collect(simulator: Simulator, machine = ws042, comment = 'Test'): Promise<Reply> {
  return post(`${simulator.url}/api/machines/${machine}/collectInvestigationPackage`, {
    Comment: comment,
  });
}

/** Collects, lets the device finish and asks for the link. */
export async function linkTo(simulator: Simulator, machine = ws042): Promise<string> {
  const { json } = await collect(simulator, machine);
  simulator.clock.advance(3_600_000);
  const answer = await get(`${simulator.url}/api/machineactions/${json['id']}/getPackageUri`);
  return String(answer.json['value']).replaceAll('"', '');
}

export const values = (reply: Reply) => reply.json['value'] as Json[];
export const errorOf = (reply: Reply) => reply.json['error'] as Json;

export function example(name: string): Json {
  const path = join(__dirname, '..', 'fixtures', 'defender', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

/** Where the answer lacks a key of the example, or has a value of another type there. */
export function differences(answer: unknown, wanted: unknown, at = ''): string[] {
  // Nothing can be learned from a null or an empty list in an example.
  if (wanted === null || answer === null) return [];
  if (Array.isArray(wanted)) {
    if (!Array.isArray(answer)) return [`${at} is no list`];
    if (wanted.length === 0 || answer.length === 0 || typeof wanted[0] !== 'object') return [];
    return differences(answer[0], wanted[0], `${at}[0]`);
  }
  if (typeof wanted !== 'object') {
    return typeof answer === typeof wanted ? [] : [`${at} is a ${typeof answer}`];
  }
  return Object.entries(wanted as Json).flatMap(([key, value]) => {
    const found = (answer as Json)[key];
    if (found === undefined) return [`${at}.${key} is missing`];
    return differences(found, value, `${at}.${key}`);
  });
}
