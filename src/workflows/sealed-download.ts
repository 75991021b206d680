import { version } from '../../package.json';
import type { MachineAction } from '../domain/action';
import type { Collection, Package, StoredPackage } from '../domain/collection';
import { DownloadBroken, isDefenderError } from '../domain/errors';
import type { CollectionFacts, PayloadDigest } from '../evidence/collection-record';
import { sealedStream } from '../evidence/sealed-stream';
import type { PackageStream, Reservation } from '../ports';
import { packageOf } from './package-step';
import type { StoryTools } from './tools';

// Each break costs a fresh link of two a minute.
const mostBreaks = 3;

interface Download {
  readonly packageId: string;
  readonly action: MachineAction;
  readonly place: Reservation;
}

/**
 * Downloads a package and seals it in the same pass: what is kept is the bag, and nothing else was
 * ever on the disk. Safe to repeat: a bag that is complete is not fetched again.
 */
export async function downloadSealed(
  download: Download,
  tools: StoryTools,
): Promise<StoredPackage> {
  const found = await packageOf(download.packageId, tools);
  let payload: PayloadDigest | undefined;
  const kept = await tools.evidence.keep({
    name: download.packageId,
    open: async () => {
      const line = await openLine(download, tools);
      const stream = sealedStream({
        name: download.packageId.replace('/', '-'),
        payload: line.body,
        facts: async (digest) => {
          payload = digest;
          return recordSeal(found, download.action, digest, tools);
        },
      });
      // The store meets a failure when it reads on; it must not be an unheard one besides.
      stream.sealed.catch(() => undefined);
      return { body: stream.body, offset: 0, expects: line.size };
    },
  });
  const { size, sha256, sha512 } = payload ?? (await digestNoted(kept.file, tools));
  const bag = { size: kept.size, sha256: kept.sha256 };
  return { file: kept.file, size, sha256, sha512, bag, storedAt: tools.clock.now() };
}

/** The payload's bytes; a broken line is taken up where it broke, with a fresh link. */
async function openLine(download: Download, tools: StoryTools) {
  const { defender } = tools;
  const first = await defender.openPackage(download.action.id, download.place);
  async function* body() {
    let [stream, received, breaks] = [first, 0, 0];
    for (;;) {
      try {
        for await (const piece of stream.body) {
          received += piece.length;
          yield piece;
        }
        return expectWhole(received, first.size);
      } catch (error) {
        const mayGoOn = stream.etag !== undefined && received > 0 && ++breaks <= mostBreaks;
        if (!mayGoOn || !isBreak(error)) throw asBreak(error);
      }
      stream = await goOn(download, { offset: received, etag: stream.etag! }, tools);
    }
  }
  return { body: body(), size: first.size };
}

async function goOn(
  { action }: Download,
  from: { offset: number; etag: string },
  { defender }: StoryTools,
): Promise<PackageStream> {
  const stream = await defender.openPackage(action.id, await defender.reserveLink(), from);
  if (stream.offset === from.offset && stream.etag === from.etag) return stream;
  throw new DownloadBroken('the package is another one now');
}

function expectWhole(received: number, announced?: number): void {
  if (received === 0) throw new DownloadBroken('what arrived is empty');
  if (announced !== undefined && received !== announced)
    throw new DownloadBroken(`${received} of ${announced} bytes arrived`);
}

function isBreak(error: unknown): boolean {
  return error instanceof DownloadBroken || !isDefenderError(error);
}

function asBreak(error: unknown): unknown {
  if (error instanceof DownloadBroken || isDefenderError(error)) return error;
  return new DownloadBroken('the line broke', { cause: error });
}

/** The journal first: a bag whose seal is not on record is never completed. */
async function recordSeal(
  { collection, package: one }: { collection: Collection; package: Package },
  action: MachineAction,
  { size, sha256, sha512 }: PayloadDigest,
  { clock, evidence, journal }: StoryTools,
): Promise<CollectionFacts> {
  const written = await journal.write({
    operation: 'package.sealed',
    actor: collection.askedBy,
    outcome: 'success',
    resources: { collection: collection.id, package: one.id, machine: one.machine.id },
    details: { size, sha256, sha512 },
  });
  const file = digestFile(`${one.id.replace('/', '-')}.zip`);
  await evidence.note(file, JSON.stringify({ size, sha256, sha512 }));
  const { approval } = collection;
  const approver = approval?.state === 'approved' ? approval.decidedBy : undefined;
  return {
    collectionId: collection.id,
    packageId: one.id,
    actionId: action.id,
    machine: machineOf(one),
    requestedBy: { objectId: collection.askedBy.id, name: collection.askedBy.name },
    ...(approver && approval?.decidedAt
      ? {
          approvedBy: {
            objectId: approver.id,
            name: approver.name,
            at: new Date(approval.decidedAt).toISOString(),
          },
        }
      : {}),
    adoptedFrom: one.adoptedFrom,
    reason: collection.reason ?? '',
    ticket: collection.ticket,
    incidentIds: collection.incident ? [collection.incident] : [],
    times: {
      askedAt: collection.askedAt.toISOString(),
      defenderAskedAt: one.askedDefenderAt?.toISOString(),
      actionCreatedAt: iso(action.createdAt),
      actionEndedAt: iso(action.updatedAt),
      sealedAt: clock.now().toISOString(),
    },
    tool: { name: 'Bailiff', version },
    journal: { sequence: written.sequence, hash: written.hash },
  };
}

function machineOf({ machine }: Package): CollectionFacts['machine'] {
  const { id, name, os, lastIp, lastExternalIp } = machine;
  return { id, name, os, lastIp, lastExternalIp };
}

/** A remembered action has its times as text or as dates, depending on who remembered it. */
function iso(time?: Date | string): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** What the seal found, for a step that runs again after the bag was complete. */
async function digestNoted(file: string, { evidence }: StoryTools): Promise<PayloadDigest> {
  const found = await evidence.read(digestFile(file));
  if (!found) throw new Error(`the digest of ${file} is missing`);
  const pieces: Uint8Array[] = [];
  for await (const piece of found.body) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString()) as PayloadDigest;
}

function digestFile(bag: string): string {
  return bag.replace(/\.zip$/, '.payload.json');
}
