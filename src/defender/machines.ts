import { isIP } from 'node:net';
import { isMachineId, type Machine } from '../domain/machine';
import { machineShape } from './mde';
import { instant, literal, pageOf, segment, withQuery } from './odata';
import { found, rowsOf, warnOfLost } from './pages';
import type { Transport } from './transport';

/**
 * Gets one machine by id or full name, or undefined.
 *
 * Which of several records with one name is returned is undocumented; use `machinesNamed`. Retries a
 * 404 once, because machine reads sporadically return one.
 *
 * @throws {DefenderRefusedError} @throws {DefenderUnreachableError}
 *
 * Limit: 100 calls a minute and 1500 an hour.
 * Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-machine-by-id (page of 2024-04-17)
 */
export async function machine(http: Transport, idOrName: string): Promise<Machine | undefined> {
  const name = idOrName.trim().toLowerCase();
  if (!isName(name)) return undefined;
  const path = `/api/machines/${segment(name)}`;
  return found(http.get({ endpoint: 'getMachine', path, shape: machineShape, again404: true }));
}

/**
 * Finds all machines with these names (short or FQDN) or ids, ten per call.
 *
 * Every given name is a key of the result. Several records per name are common after re-imaging;
 * `candidates` of domain/machine chooses.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-machines (page of 2025-03-01)
 */
export async function machinesNamed(
  http: Transport,
  names: readonly string[],
): Promise<Map<string, Machine[]>> {
  const wanted = [...new Set(names.map(asStored).filter(isName))];
  const records: Machine[] = [];
  for (const some of inChunks(wanted)) {
    records.push(...(await search(http, some.map(named).join(' or '))));
  }
  return new Map(
    names.map((name) => [name, records.filter((record) => answersTo(record, asStored(name)))]),
  );
}

/** Finds machines by name prefix, up to 1000. See `machinesNamed`. */
export async function machinesStartingWith(http: Transport, prefix: string): Promise<Machine[]> {
  const start = asStored(prefix);
  if (!isName(start)) return [];
  return search(http, `startswith(computerDnsName,${literal(start)})`);
}

/** Finds machines with exactly this tag (case-sensitive), up to 10,000. See `machinesNamed`. */
export async function machinesTagged(http: Transport, tag: string): Promise<Machine[]> {
  if (!isName(tag)) return [];
  return search(http, `machineTags/any(tag: tag eq ${literal(tag)})`, 10_000);
}

/**
 * Finds machines that reported this internal address within 15 minutes of now; otherwise those whose
 * last known address it is.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/find-machines-by-ip (page of 2020-12-18)
 */
export async function machinesByIp(http: Transport, ip: string): Promise<Machine[]> {
  if (isIP(ip) === 0 || ip.includes('%')) return [];
  const timestamp = instant(http.clock.now()).replace(/\.\d+Z$/, 'Z');
  const page = await found(
    http.get({
      endpoint: 'findMachinesByIp',
      path: `/api/machines/findbyip(ip='${segment(ip)}',timestamp=${timestamp})`,
      shape: pageOf(machineShape),
    }),
  );
  if (page) warnOfLost(http, 'findMachinesByIp', page.count - page.items.length);
  if (page && page.items.length > 0) return [...page.items];
  return search(http, `lastIpAddress eq ${literal(ip)}`);
}

/**
 * Gets the machine an alert was raised on, or undefined.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-alert-related-machine-info (read 2026-11-20)
 */
export async function alertMachine(http: Transport, alertId: string): Promise<Machine | undefined> {
  if (!isAlertId(alertId)) return undefined;
  const path = `/api/alerts/${segment(alertId)}/machine`;
  return found(
    http.get({ endpoint: 'getAlertMachine', path, shape: machineShape, again404: true }),
  );
}

/** `da637472900382838869_1364969609`, `ar6…_5`, `da637…_-1234`: letters, digits, a few marks. */
export function isAlertId(id: string): boolean {
  return /^[A-Za-z0-9][\w.:-]{0,127}$/.test(id);
}

// ASP.NET's OData refuses a filter of more than 100 nodes unless told otherwise; a name takes about
// eight. Source: https://learn.microsoft.com/dotnet/api/microsoft.aspnet.odata.query.odatavalidationsettings.maxnodecount
// (read 2026-11-20). IIS cuts a query at 2048 characters unless told otherwise, hence the length.
const namesPerCall = 10;
const charactersPerCall = 1800;

function inChunks(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const cost = withQuery('', { f: ` or ${named(name)}` }).length;
    if (length + cost > charactersPerCall || chunks.at(-1)?.length === namesPerCall) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(name);
    length += cost;
  }
  return chunks;
}

/** Filter for a full name, or for a short name that is the first label of a full one. */
function named(name: string): string {
  if (isMachineId(name)) return `id eq ${literal(name)}`;
  const exact = `computerDnsName eq ${literal(name)}`;
  return name.includes('.')
    ? exact
    : `${exact} or startswith(computerDnsName,${literal(`${name}.`)})`;
}

function answersTo({ id, name }: Machine, wanted: string): boolean {
  const stored = name.toLowerCase();
  if (isMachineId(wanted)) return id.toLowerCase() === wanted;
  return stored === wanted || (!wanted.includes('.') && stored.startsWith(`${wanted}.`));
}

/** Defender keeps names in lower case. */
function asStored(name: string): string {
  return name.trim().toLowerCase();
}

/** Whether a string can be a name: no control characters, nothing special in a path or URL. */
function isName(name: string): boolean {
  return /^[^\u0000-\u001f\u007f/\\?#%]{1,255}$/.test(name) && !/^\.+$/.test(name);
}

function search(http: Transport, filter: string, most = 1000): Promise<Machine[]> {
  return rowsOf(http, {
    endpoint: 'listMachines',
    path: '/api/machines',
    item: machineShape,
    options: { $filter: filter },
    top: 1000,
    most,
  });
}
