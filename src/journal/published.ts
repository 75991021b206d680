import type { Evidence } from '../ports';
import { fileOf, type KnownKeys } from './checkpoint';
import { keyId, type SigningKey } from './signing-key';

/** The part of the evidence store that holds keys and checkpoints, outside the database. */
export type CheckpointStore = Pick<Evidence, 'list' | 'note' | 'read'>;

// Keys and checkpoints are a kilobyte or two; larger files are ignored.
const largest = 64 * 1024;

export async function publishKey(
  { id, publicKey }: SigningKey,
  outside: CheckpointStore,
): Promise<void> {
  await outside.note(`journal/key-${id}.pem`, publicKey);
}

/** Every key that ever signed here; a file whose name is not its key's is left out. */
export async function publishedKeys(
  outside: Pick<CheckpointStore, 'list' | 'read'>,
): Promise<KnownKeys> {
  const keys = new Map<string, string>();
  for (const { file } of await outside.list('journal/key-')) {
    const pem = await readSmall(file, outside);
    if (pem && `journal/key-${safeKeyId(pem)}.pem` === file) keys.set(safeKeyId(pem)!, pem);
  }
  return keys;
}

/** Reads all checkpoints of the evidence store, unverified. */
export async function publishedNotes(
  outside: Pick<CheckpointStore, 'list' | 'read'>,
): Promise<string[]> {
  const notes: string[] = [];
  for (const kind of ['checkpoint', 'pruned'] as const) {
    const beginning = fileOf({ kind, sequence: 0 }).split('-')[0]!;
    for (const { file } of await outside.list(`${beginning}-`))
      notes.push((await readSmall(file, outside)) ?? '');
  }
  return notes;
}

/** Reads a small text file; undefined if it is missing or too large to be a key or statement. */
export async function readSmall(
  file: string,
  outside: Pick<CheckpointStore, 'read'>,
): Promise<string | undefined> {
  const found = await outside.read(file);
  if (!found) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of found.body) pieces.push(piece);
  return found.size > largest ? undefined : Buffer.concat(pieces).toString('utf8');
}

function safeKeyId(pem: string): string | undefined {
  try {
    return keyId(pem);
  } catch {
    return undefined;
  }
}
