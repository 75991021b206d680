import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BagStatement, besideBag, readStatement } from '../journal/seals';

/** The content of the signed statement beside a bag. */
export interface Seal {
  /** False if the statement contradicts the bag, or a demanded signature is absent. */
  readonly ok: boolean;
  /** Id of the signing key. */
  readonly key?: string;
  readonly pinned?: boolean;
  readonly says: string;
}

/**
 * Checks the statement `<bag>.dsse.json` beside a bag.
 * @param packageSha256 hash of the package inside, which was checked before
 * @param keys ids of the only keys to accept; none accepts any key and says so
 */
export async function sealOf(
  path: string,
  packageSha256: string | undefined,
  keys: readonly string[],
): Promise<Seal> {
  const bag = path.replace(/\/+$/, '');
  const text = await readFile(join(dirname(bag), besideBag(basename(bag), 'dsse')), 'utf8').catch(
    () => undefined,
  );
  if (text === undefined) return unsigned(keys);
  const statement = readStatement(text);
  if (!statement) return { ok: false, says: 'The statement beside it is not signed validly.' };
  const { key } = statement;
  if (keys.length > 0 && !keys.includes(key))
    return { ok: false, key, pinned: false, says: `Sealed by key ${key}, which is not yours.` };
  if (!(await isAbout(bag, packageSha256, statement)))
    return { ok: false, key, says: `Key ${key} signed another package than this one.` };
  const pinned = keys.length > 0;
  return { ok: true, key, pinned, says: `Sealed by key ${key} (${pinned ? '' : 'not '}pinned).` };
}

function unsigned(keys: readonly string[]): Seal {
  return keys.length > 0
    ? { ok: false, says: 'Not signed, though a key was demanded.' }
    : { ok: true, says: 'Not signed: this says only that the bag holds together.' };
}

/** An unpacked bag has no hash of its own: only the package is compared. */
async function isAbout(
  bag: string,
  packageSha256: string | undefined,
  statement: BagStatement,
): Promise<boolean> {
  if (statement.packageSha256 !== packageSha256) return false;
  if ((await stat(bag)).isDirectory()) return true;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(bag)) hash.update(piece as Buffer);
  return hash.digest('hex') === statement.bagSha256;
}
