import { sentence } from '../language/language';
import type { PackageContents } from './first-look';

// What a package holds, as its folders are called there; cards render each with `renderMessage`.
// Sources: https://learn.microsoft.com/defender-endpoint/respond-machine-alerts (page of 2025-12-31)
// for Windows; the portal's guide for the others, which names folders but no files.
const windows = [
  sentence`Autoruns`,
  sentence`Installed programs`,
  sentence`Network connections`,
  sentence`Prefetch files`,
  sentence`Processes`,
  sentence`Scheduled tasks`,
  sentence`Security event log`,
  sentence`Services`,
  sentence`Windows Server Message Block (SMB) sessions`,
  sentence`System Information`,
  sentence`Temp Directories`,
  sentence`Users and Groups`,
  sentence`WdSupportLogs`,
  'CollectionSummaryReport.xls',
];
const unix = [
  sentence`Disk volume`,
  sentence`open Files`,
  sentence`Network connections`,
  sentence`Processes`,
  sentence`Services and scheduled tasks`,
  sentence`System security information`,
  sentence`Users and groups`,
];
// macOS only; their absence from a Linux package is not an error.
const macOnly = [sentence`Applications`, sentence`shell History`, sentence`kernel Modules`];

/** Section and remaining path of a file, both in lower case. */
export interface Placed {
  readonly section: string;
  readonly file: string;
}

/** Maps each name to its section. Ignores a single folder that wraps the whole package. */
export function placesOf(names: readonly string[]): Placed[] {
  const tops = new Set(names.map((name) => name.split('/')[0]!.toLowerCase()));
  const known = [...windows, ...unix, ...macOnly].map((name) => name.toLowerCase());
  const [top] = tops;
  const wrapped = tops.size === 1 && top !== undefined && !known.includes(top);
  return names.map((name) => {
    const [section = '', ...rest] = name
      .toLowerCase()
      .split('/')
      .slice(wrapped ? 1 : 0);
    return { section, file: rest.join('/') };
  });
}

/** Detects the operating system and lists present and missing sections. */
export function sectionsOf(
  places: readonly Placed[],
): Pick<PackageContents, 'system' | 'sections' | 'missing'> {
  const count = (name: string) =>
    places.filter(({ section }) => section === name.toLowerCase()).length;
  const held = (names: readonly string[]) => names.filter((name) => count(name) > 0).length;
  const own = { windows: held(windows), unix: held([...unix, ...macOnly]) };
  if (own.windows === 0 && own.unix === 0) return { system: 'unknown', sections: [], missing: [] };
  const system = own.windows >= own.unix ? 'windows' : 'unix';
  const wanted = system === 'windows' ? windows : unix;
  const extra = system === 'windows' ? [] : macOnly.filter((name) => count(name) > 0);
  const sections = [...wanted, ...extra].map((name) => ({ name, files: count(name) }));
  return {
    system,
    sections: sections.filter(({ files }) => files > 0),
    missing: sections.filter(({ files }) => files === 0).map(({ name }) => name),
  };
}
