import { z } from 'zod';
import type { Network } from '../domain/network';

const code = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .optional()
  .catch(undefined);
const text = z.string().min(1).max(300).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const place = z.object({ iso_code: code }).optional().catch(undefined);

/**
 * The fields of MaxMind's, IPinfo's and ip-location-db's files that say whose an address is.
 *
 * Sources: https://dev.maxmind.com/geoip/docs/databases, https://ipinfo.io/developers/ipinfo-lite-database
 * (read 2026-11-30). A field of another type counts as missing.
 */
const record = z.object({
  autonomous_system_number: z.number().int().positive().optional().catch(undefined),
  autonomous_system_organization: text,
  asn: text,
  as_name: text,
  country: z.union([z.object({ iso_code: code }), code]).catch(undefined),
  registered_country: place,
  country_code: code,
  is_anycast: flag,
  is_hosting: flag,
  is_hosting_provider: flag,
  is_tor_exit_node: flag,
  is_tor: flag,
  is_anonymous_vpn: flag,
  is_vpn: flag,
  is_public_proxy: flag,
  is_proxy: flag,
  traits: z.object({ is_anycast: flag }).optional().catch(undefined),
});

/** Reads one record of a database; nothing where it holds none of the fields. */
export function networkIn(raw: unknown): Network | undefined {
  const read = record.safeParse(raw);
  if (!read.success) return undefined;
  const { data } = read;
  const [, number] = /^AS(\d{1,10})$/i.exec(data.asn ?? '') ?? [];
  const asn = data.autonomous_system_number ?? (number ? Number(number) : undefined);
  const owner = data.autonomous_system_organization ?? data.as_name;
  const country = countryIn(data);
  const marks = marksIn(data);
  if (!asn && !owner && !country && marks.length === 0) return undefined;
  return {
    ...(asn && { asn }),
    ...(owner && { owner }),
    ...(country && { country }),
    ...(marks.length > 0 && { marks }),
  };
}

type Record = z.output<typeof record>;

function countryIn({ country, country_code: short, registered_country: registered }: Record) {
  const named = typeof country === 'object' ? country?.iso_code : country;
  return short ?? named ?? registered?.iso_code;
}

function marksIn(data: Record): string[] {
  const said: readonly (readonly [string, boolean | undefined])[] = [
    ['anycast', data.is_anycast ?? data.traits?.is_anycast],
    ['hosting', data.is_hosting ?? data.is_hosting_provider],
    ['Tor exit', data.is_tor_exit_node ?? data.is_tor],
    ['VPN', data.is_anonymous_vpn ?? data.is_vpn],
    ['proxy', data.is_public_proxy ?? data.is_proxy],
  ];
  return said.flatMap(([mark, is]) => (is ? [mark] : []));
}
