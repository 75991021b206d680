import type { FoundAddress, FoundConnection } from '../domain/alert';
import { addressesInText, addressOfUrl, isAddress } from '../domain/ip-in-text';
import { withoutSecrets } from '../domain/secrets';
import { connectionIn } from './evidence-connection';

export type Row = Readonly<Record<string, unknown>>;

export interface EvidenceAddresses {
  readonly addresses: FoundAddress[];
  readonly connections?: FoundConnection[] | undefined;
  /** Ranges that a token allows: context, as written. */
  readonly ranges: string[];
  /** The object was deeper or larger than is read. */
  readonly cut: boolean;
}

// The deepest published type nests five levels (malware → processes → …); cycles can't occur in JSON.
const maxDepth = 10;
const maxValues = 5_000;

/**
 * Finds every address in an evidence object of any API: fields named like an address, hosts of URLs,
 * command lines, and any other string that is an address as a whole. The path gives the role.
 *
 * The object's own `ipAddress` string is left to the caller.
 */
export function addressesOf(evidence: Row): EvidenceAddresses | undefined {
  const walk = new Walk();
  walk.object({ row: evidence, role: '', depth: 0, said: evidence });
  const { addresses, connections, cut, ranges } = walk;
  return addresses || ranges || cut
    ? { addresses: addresses ?? [], connections, ranges: ranges ?? [], cut }
    : undefined;
}

/** An object on the way, and what the path to it says. */
interface At {
  readonly row: Row;
  readonly role: string;
  readonly depth: number;
  /** The nearest object with a verdict, roles or a country of its own. */
  readonly said: Row;
  readonly parent?: At;
}

/** Allocates nothing for an object without addresses, which most are. */
class Walk {
  addresses: FoundAddress[] | undefined;
  connections: FoundConnection[] | undefined;
  ranges: string[] | undefined;
  cut = false;
  #values = 0;

  object(at: At): void {
    const { row } = at;
    const connection = connectionIn(row);
    if (connection) this.connections = [...(this.connections ?? []), connection];
    for (const name in row) {
      const value = row[name];
      if (value === null || typeof value === 'number' || typeof value === 'boolean') continue;
      if (at.depth === 0 && name === 'ipAddress' && typeof value === 'string') continue;
      const field = fieldOf(name);
      if (field.kind !== 'skip') this.#value(value, field, at);
    }
  }

  #value(value: unknown, field: Field, at: At): void {
    this.#values += 1;
    if (at.depth > maxDepth || this.#values > maxValues) this.cut = true;
    else if (typeof value === 'string') this.#text(value, field, at);
    else if (Array.isArray(value)) for (const item of value) this.#value(item, field, at);
    else if (typeof value === 'object' && value !== null)
      this.object(inside(value as Row, field, at));
  }

  #text(value: string, field: Field, at: At): void {
    if (value === '') return;
    const { kind } = field;
    if (kind === 'address') this.#found(value, field, at);
    else if (kind === 'range') this.#range(value, field, at);
    else if (kind === 'url') {
      const host = addressOfUrl(value);
      if (host) this.#found(host, field, at);
    } else if (kind === 'command') {
      for (const one of addressesInText(value)) this.#found(one, field, at);
    } else if (isAddress(value)) this.#found(value, field, at);
  }

  #range(value: string, field: Field, at: At): void {
    for (const one of value.split(/[,;\s]+/).filter(Boolean))
      if (isAddress(one)) this.#found(one, field, at);
      else {
        this.ranges ??= [];
        this.ranges.push(withoutSecrets(one));
      }
  }

  #found(value: string, field: Field, at: At): void {
    const role = field.role ?? at.role;
    const { countryLetterCode: country, roles: said, verdict } = at.said;
    const inherits = !machineSide.has(role);
    this.addresses ??= [];
    this.addresses.push({
      value: withoutSecrets(value),
      role: withoutSecrets(role),
      country: typeof country === 'string' ? withoutSecrets(country) : undefined,
      verdict: inherits && typeof verdict === 'string' ? withoutSecrets(verdict) : undefined,
      roles:
        inherits && Array.isArray(said) ? said.filter(isString).map(withoutSecrets) : undefined,
      device: ownRoles.has(role) ? deviceName(at) : undefined,
    });
  }
}

function inside(row: Row, field: Field, at: At): At {
  const said = 'verdict' in row || 'roles' in row ? row : at.said;
  return { row, role: field.role ?? at.role, depth: at.depth + 1, said, parent: at };
}

/** Name of the device whose record holds an address. */
function deviceName(at: At | undefined): string {
  if (!at) return '';
  const name = [at.row['deviceDnsName'], at.row['hostName']].find(isNonEmpty);
  return name === undefined ? deviceName(at.parent) : withoutSecrets(name);
}

const ownRoles = new Set(['device', 'egress', 'interface']);

/** Roles of the attacked side: an evidence's verdict and roles don't describe these addresses. */
const machineSide = new Set([
  ...['source', 'dnsServer', 'dnsClient', 'pod', 'clusterService', 'resourceAccess'],
  ...['allowedRange', 'device', 'egress', 'interface'],
]);

/** What a field can hold, and the role of an address in it; undefined keeps the role of the path. */
interface Field {
  readonly kind: 'address' | 'range' | 'url' | 'command' | 'text' | 'skip';
  readonly role: string | undefined;
}

// Source: https://learn.microsoft.com/graph/api/resources/security-alertevidence and the pages of the
// derived types (read 2026-11-30).
const roles: Readonly<Record<string, string>> = {
  sourceAddress: 'source',
  destinationAddress: 'destination',
  ipAddresses: 'dnsAnswer',
  dnsServerIp: 'dnsServer',
  hostIpAddress: 'dnsClient',
  podIp: 'pod',
  clusterIP: 'clusterService',
  externalIPs: 'externalService',
  senderIp: 'sender',
  senderIP: 'sender',
  resourceAccessEvents: 'resourceAccess',
  allowedIpAddresses: 'allowedRange',
  lastIpAddress: 'device',
  lastExternalIpAddress: 'egress',
  ipInterfaces: 'interface',
};
const addressNames =
  /(?:^ip|Ip|IP)(?:v[46])?(?:Address(?:es)?|s)?$|^(?:source|destination|remote|local|client|server)Address$/;
const urlNames = /(?:^|[a-z])(?:url|uri|link)s?$|(?:Url|Uri|Link|Ref)s?$/;
const commandNames = /command|^args$|script|^resourceIdentifier$|^query$|^registryValue$/i;
const skippedNames =
  /^@odata|(?:Date|Time|DateTime|Utc|version|Version|build|Build|Hash|sha1|sha256|md5|Sid)$|(?:^i|[a-z]I)ds?$|(?:Guid|^verdict|^roles|[rR]oles|^tags|^etag|^macAddress)$/;

const fields = new Map<string, Field>();
const maxFields = 10_000;

/** Classified once per name: an answer repeats the same few hundred names. */
function fieldOf(name: string): Field {
  const seen = fields.get(name);
  if (seen) return seen;
  const field: Field = { kind: kindOf(name), role: roleOf(name) };
  if (fields.size < maxFields) fields.set(name, field);
  return field;
}

function kindOf(name: string): Field['kind'] {
  if (name === 'allowedIpAddresses') return 'range';
  if (name === 'ipInterfaces' || addressNames.test(name)) return 'address';
  if (skippedNames.test(name)) return 'skip';
  if (urlNames.test(name)) return 'url';
  return commandNames.test(name) ? 'command' : 'text';
}

function roleOf(name: string): string | undefined {
  const known = roles[name];
  if (known) return known;
  if (name === 'ipAddress') return undefined;
  if (urlNames.test(name)) return 'urlHost';
  return commandNames.test(name) ? 'commandLine' : name;
}

function isNonEmpty(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
