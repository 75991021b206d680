import { Readable } from 'node:stream';
import type { Course } from '../actions/script';
import { type Machine, systemOf } from '../company/machine';
import { hex } from '../random';
import type { World } from '../world';
import { type Facts, factsOf } from './facts';
import { unixEntries } from './unix';
import { windowsEntries } from './windows';
import { type Entry, largeZip, zip } from './zip';

export interface PackageFile {
  readonly bytes: number;
  readonly etag: string;
  /** Both ends included, as in a Range header. */
  open(first: number, last: number): Readable;
}

/** Caches small packages, so that a ranged download doesn't rebuild them. */
const kept = new Map<string, Promise<Buffer>>();
const maxKept = 16;

/** Returns the package: the same bytes for the same seed, machine and script. */
export async function openPackage(
  machine: Machine,
  world: World,
  { package: kind = 'proper', packageBytes }: Pick<Course, 'package' | 'packageBytes'>,
): Promise<PackageFile> {
  const facts = factsOf(machine, world.scenarios.endpointAlerts(), world.options.seed);
  const key = JSON.stringify([facts, kind, packageBytes]);
  const etag = `"${hex(key, 16)}"`;
  if (kind === 'empty') return ofBuffer(Buffer.alloc(0), etag);
  if (kind === 'not a zip') return ofBuffer(Buffer.from('This is not a zip file.\r\n'), etag);
  if (packageBytes !== undefined)
    return { etag, ...(await largeZip(entriesOf(facts), packageBytes)) };
  return ofBuffer(await keep(key, () => zip(entriesOf(facts))), etag);
}

function entriesOf(facts: Facts): Entry[] {
  return systemOf(facts.machine) === 'windows' ? windowsEntries(facts) : unixEntries(facts);
}

function ofBuffer(buffer: Buffer, etag: string): PackageFile {
  return {
    bytes: buffer.length,
    etag,
    open: (first, last) =>
      Readable.from(buffer.length > 0 ? [buffer.subarray(first, last + 1)] : []),
  };
}

function keep(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const made = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, made);
  const oldest = kept.keys().next();
  if (kept.size > maxKept && !oldest.done) kept.delete(oldest.value);
  return made;
}
