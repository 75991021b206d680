import type { FoundConnection } from '../domain/alert';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The connection that an evidence object describes; nothing where an end is missing.
 * Source: https://learn.microsoft.com/graph/api/resources/security-networkconnectionevidence (read 2026-11-30)
 */
export function connectionIn(row: Fields): FoundConnection | undefined {
  const source = addressIn(row['sourceAddress']);
  const destination = source && addressIn(row['destinationAddress']);
  if (!source || !destination) return undefined;
  const { destinationPort, protocol, sourcePort } = row;
  return {
    source,
    destination,
    sourcePort: port(sourcePort),
    destinationPort: port(destinationPort),
    protocol:
      typeof protocol === 'string' && /^[a-z][a-z0-9-]{0,19}$/i.test(protocol)
        ? protocol.toLowerCase()
        : undefined,
  };
}

/** An end is an `ipEvidence` object, in some products only its address. */
function addressIn(end: unknown): string | undefined {
  if (typeof end === 'string') return end === '' ? undefined : end;
  const { ipAddress } = (typeof end === 'object' && end !== null ? end : {}) as Fields;
  return typeof ipAddress === 'string' && ipAddress !== '' ? ipAddress : undefined;
}

function port(said: unknown): number | undefined {
  const number = typeof said === 'string' ? Number(said) : said;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 && number < 65_536
    ? number
    : undefined;
}
