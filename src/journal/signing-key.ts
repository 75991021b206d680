import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'journal-key.pem';

/** The key that signs checkpoints. */
export interface SigningKey {
  /** The beginning of the public key's SHA-256: what people compare. */
  readonly id: string;
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

/**
 * The Ed25519 key of this DATA_DIR, made when it is not there yet.
 *
 * It lies beside the database on purpose, never in it: whoever can rewrite the chain in the database
 * must not be able to sign the new one. Replicas with a DATA_DIR each have a key each; every public
 * key is published in the evidence store.
 */
export async function openSigningKey(dataDir: string): Promise<SigningKey> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, fileName);
  const known = await read(path);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeOnce(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  // Another process may have been first: its key counts, for both.
  return (await read(path))!;
}

/** The key of this DATA_DIR, when there is one. */
export async function findSigningKey(dataDir: string): Promise<SigningKey | undefined> {
  return read(join(dataDir, fileName));
}

export function keyId(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

async function read(path: string): Promise<SigningKey | undefined> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (pem === undefined) return undefined;
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { id: keyId(publicKey), privateKey, publicKey };
}

/** Whole or not at all: a key cut off by a crash would sign nothing ever after. */
async function writeOnce(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft, { force: true });
}
