import { msg, type StoredSentence } from '../language/language';
import type { SkippedFile } from './first-look';
import { hostilePath } from './path-error';
import type { OpenZip, ZipEntry } from './zip-file';

interface Readable {
  readonly entries: readonly ZipEntry[];
  readonly skipped: readonly SkippedFile[];
}

/** Splits a package's entries into those that are safe to read, with normalised names, and the rest. */
export function readableEntries(zip: OpenZip): Readable {
  const entries: ZipEntry[] = [];
  const skipped: SkippedFile[] = zip.defects
    .filter(({ entry }) => !entry)
    .map(({ why }) => ({ file: '', why }));
  const unfit = new Map(zip.defects.map(({ entry, why }) => [entry, why]));
  const seen = new Set<string>();
  let metadata = 0;
  let backslashes = 0;
  for (const entry of zip.entries) {
    const name = normalised(entry.name);
    if (isMacMetadata(name)) {
      metadata += 1;
      continue;
    }
    if (entry.name.includes('\\')) backslashes += 1;
    const why = unfit.get(entry) ?? unreadable({ ...entry, name }, seen);
    if (why) skipped.push({ file: entry.name, why });
    else entries.push({ ...entry, name });
    seen.add(name);
  }
  if (metadata > 0)
    skipped.push({ file: '', why: msg`holds ${metadata} files of macOS metadata (__MACOSX)` });
  if (backslashes > 0)
    skipped.push({ file: '', why: msg`holds ${backslashes} names written with backslashes` });
  return { entries, skipped };
}

/** Some tools write `\` for `/`, or begin every name with `./`. */
function normalised(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

function isMacMetadata(name: string): boolean {
  return /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]+$)/.test(name);
}

function unreadable(
  { encrypted, kind, name }: ZipEntry,
  seen: ReadonlySet<string>,
): StoredSentence | undefined {
  if (kind === 'link' || kind === 'special') return msg`is harmful: it is a link or a device`;
  const path = hostilePath(name);
  if (path) return path.harmful ? msg`is harmful: it ${path.why}` : msg`${path.why}`;
  if (seen.has(name)) return msg`has the name of another file`;
  return encrypted ? msg`is encrypted` : undefined;
}
