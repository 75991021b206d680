import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { open } from 'maxmind';
import type { Network, NetworkData } from '../domain/network';
import { sentence } from '../language/language';
import type { Log, Networks } from '../ports';
import { networkIn } from './mmdb-record';
import { OwnerTable } from './owner-table';

/** One source of facts: a file that was opened, with the date of its data. */
interface Source {
  readonly date: Date;
  of(address: string): Network | undefined;
}

const modules = createRequire(__filename);

/**
 * Opens the databases of network owners and countries. All of them are files on this machine: no
 * address is ever sent anywhere. What can't be opened is told in `data`, and its facts are missing.
 * @param paths one's own files; without any those that come with Bailiff
 */
export async function openNetworks(paths: readonly string[], log: Log): Promise<Networks> {
  const wanted = paths.length > 0 ? paths.map((path) => () => mmdb(path)) : [countries, owners];
  const sources: Source[] = [];
  let problem: NetworkData['problem'];
  for (const [at, opened] of wanted.entries()) {
    try {
      sources.push(await opened());
    } catch (error) {
      log.error({ error, path: paths[at] }, 'a database of networks can not be read');
      problem = sentence`The database of network owners and countries can’t be read.`;
    }
  }
  const oldest = sources.map(({ date }) => date.getTime()).toSorted((a, b) => a - b)[0];
  return {
    data: {
      ...(oldest !== undefined && { date: new Date(oldest).toISOString() }),
      ...(problem && { problem }),
    },
    of: (address) => together(sources.map((source) => source.of(address))),
  };
}

async function mmdb(path: string): Promise<Source> {
  const reader = await open(path);
  return {
    date: reader.metadata.buildEpoch,
    of: (address) => networkIn(reader.get(address)),
  };
}

function countries(): Promise<Source> {
  return mmdb(
    modules.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
  );
}

/** An optional package: where it was left out, owners are missing and that is told. */
async function owners(): Promise<Source> {
  const about = modules.resolve('@ip-location-db/asn/package.json');
  const tables = new Map(
    (['ipv4', 'ipv6'] as const).map((family) => [
      family,
      new OwnerTable(join(dirname(about), `asn-${family}-num.csv`)),
    ]),
  );
  return {
    date: dateIn(about),
    of: (address) => tables.get(address.includes(':') ? 'ipv6' : 'ipv4')?.of(address),
  };
}

/** Its version ends with the day of its data: `2.3.2026061719`. */
function dateIn(about: string): Date {
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string };
  const [, year, month, day] = /\.(\d{4})(\d\d)(\d\d)\d*$/.exec(version)!;
  return new Date(`${year}-${month}-${day}T00:00:00Z`);
}

/** The first source that knows a fact counts; marks add up. */
function together(found: readonly (Network | undefined)[]): Network | undefined {
  const known = found.filter((one) => one !== undefined);
  if (known.length < 2) return known[0];
  const marks = [...new Set(known.flatMap(({ marks: some = [] }) => some))];
  const asn = known.find((one) => one.asn)?.asn;
  const owner = known.find((one) => one.owner)?.owner;
  const country = known.find((one) => one.country)?.country;
  return {
    ...(asn && { asn }),
    ...(owner && { owner }),
    ...(country && { country }),
    ...(marks.length > 0 && { marks }),
  };
}
