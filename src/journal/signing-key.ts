import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'journal-key.pem';

/** The key that signs checkpoints. */
export interface SigningKey {
  /** First 16 hex digits of the public key's SHA-256, for comparison by people. */
  readonly id: string;
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

/**
 * Loads the Ed25519 key of this DATA_DIR, or creates it.
 *
 * The key is never stored in the database: an attacker who rewrites the chain there must not be able
 * to sign it. Each DATA_DIR has its own key; all public keys are published in the evidence store.
 */
export async function openSigningKey(dataDir: string): Promise<SigningKey> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, fileName);
  const known = await read(path);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeOnce(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  // Another process may have been first; its key wins.
  return (await read(path))!;
}

/** Ids of all keys that this DATA_DIR ever had. Whoever holds them made what they signed. */
export async function ownKeyIds(dataDir: string): Promise<string[]> {
  const files = await readdir(dataDir).catch(() => []);
  const own = files.filter(
    (file) => file === fileName || /^journal-key-[0-9a-f]{16}\.pem$/.test(file),
  );
  const keys = await Promise.all(own.map((file) => read(join(dataDir, file))));
  return keys.flatMap((key) => key?.id ?? []);
}

/**
 * Replaces the key of this DATA_DIR. The old one is kept beside it, so that a crash loses neither.
 * @param announce publishes both keys' relation before the new key takes effect
 */
export async function rotateSigningKey(
  dataDir: string,
  announce: (keys: { readonly current: SigningKey; readonly next: SigningKey }) => Promise<void>,
): Promise<SigningKey> {
  const current = await openSigningKey(dataDir);
  const { privateKey } = generateKeyPairSync('ed25519');
  const path = join(dataDir, fileName);
  const draft = `${path}.next`;
  await rm(draft, { force: true });
  await writeOnce(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const next = (await read(draft))!;
  await announce({ current, next });
  await link(path, join(dataDir, `journal-key-${current.id}.pem`));
  await rename(draft, path);
  return next;
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

/** Writes atomically, so that a crash never leaves a truncated key. */
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
