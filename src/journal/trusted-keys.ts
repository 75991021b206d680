import { z } from 'zod';
import type { KnownKeys } from './checkpoint';
import { openEnvelope, signEnvelope } from './dsse';
import { type CheckpointStore, publishedKeys, readSmall } from './published';
import { keyId, type SigningKey } from './signing-key';

const rotationType = 'application/vnd.bailiff.key-rotation+json';
const Rotation = z.object({ publicKey: z.string(), at: z.iso.datetime() });

/** Publishes that `next` replaces `current`, signed by `current`. */
export async function publishRotation(
  {
    at,
    current,
    next,
  }: { readonly at: Date; readonly current: SigningKey; readonly next: SigningKey },
  outside: CheckpointStore,
): Promise<void> {
  const body = JSON.stringify({ publicKey: next.publicKey, at: at.toISOString() });
  const envelope = signEnvelope(rotationType, Buffer.from(body), current);
  await outside.note(`journal/rotation-${current.id}-${next.id}.json`, envelope);
}

/**
 * Returns the keys to believe: the pinned ones and their successors, each signed by the one before.
 * @param pinned ids noted outside; without any, every published key is believed
 */
export async function trustedKeys(
  outside: Pick<CheckpointStore, 'list' | 'read'>,
  pinned: readonly string[] = [],
): Promise<KnownKeys> {
  const published = await publishedKeys(outside);
  if (pinned.length === 0) return published;
  const trusted = new Set(pinned);
  const rotations = await readRotations(outside);
  // A successor may have a successor: goes on until nothing is added.
  for (let known = -1; known !== trusted.size; ) {
    known = trusted.size;
    for (const { from, to } of rotations) if (trusted.has(from)) trusted.add(to);
  }
  return new Map([...published].filter(([id]) => trusted.has(id)));
}

async function readRotations(outside: Pick<CheckpointStore, 'list' | 'read'>) {
  const rotations: { readonly from: string; readonly to: string }[] = [];
  for (const { file } of await outside.list('journal/rotation-')) {
    const envelope = openEnvelope((await readSmall(file, outside)) ?? '');
    if (envelope?.payloadType !== rotationType) continue;
    const { publicKey } = Rotation.parse(JSON.parse(envelope.payload.toString('utf8')));
    rotations.push({ from: envelope.key, to: keyId(publicKey) });
  }
  return rotations;
}
