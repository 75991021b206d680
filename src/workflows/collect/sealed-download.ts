import type { MachineAction } from '../../domain/action';
import type { StoredPackage } from '../../domain/collection';
import { DownloadInterruptedError, isDefenderError } from '../../domain/errors';
import type { Sealed } from '../../evidence/bag';
import { sealedStream } from '../../evidence/sealed-stream';
import { msg } from '../../language/language';
import type { PackageStream, RateReservation } from '../../ports';
import type { WorkflowServices } from '../engine/services';
import { removeEarlier, type StoredBag } from './earlier-bag';
import { IncomingOnCard } from './incoming-on-card';
import { packageOf } from './package-step';
import { recordSeal } from './seal-record';
import { verifiedBag } from './verified-bag';

// Each break costs a fresh link of two a minute.
const maxBreaks = 3;

type Found = Awaited<ReturnType<typeof packageOf>>;

interface Download {
  readonly packageId: string;
  readonly action: MachineAction;
  readonly place: RateReservation;
}

/**
 * Downloads a package and seals it in the same pass: what is kept is the bag, and nothing else was
 * ever on the disk. Then the bag is read back and verified. Safe to repeat: a bag of this action that is
 * complete is not fetched again, only read back.
 */
export async function downloadSealed(
  download: Download,
  services: WorkflowServices,
): Promise<StoredPackage> {
  const found = await packageOf(download.packageId, services);
  let there = await keepVerified(download, found, services);
  if (there.actionId !== download.action.id) {
    await removeEarlier(there, found, services);
    there = await keepVerified(download, found, services);
  }
  const { bag, file, payload, record } = there;
  await services.seals.attest({ file, bag, record });
  return { file, ...payload, bag, storedAt: services.clock.now() };
}

/** The bag under the package's name: the one that is there already, or the one that is sealed now. */
async function keepVerified(
  download: Download,
  found: Found,
  services: WorkflowServices,
): Promise<StoredBag> {
  let sealing: Promise<Sealed> | undefined;
  const progress = new IncomingOnCard(found, services);
  const kept = await services.evidence.store({
    name: download.packageId,
    onProgress: (received) => progress.tell(received),
    open: async () => {
      const line = await openLine(download, services);
      progress.expected = line.size;
      const stream = sealedStream({
        name: download.packageId.replace('/', '-'),
        payload: line.body,
        facts: (digest) => recordSeal(found, download.action, digest, services),
      });
      // The store meets a failure when it reads on; it must not be an unheard one besides.
      sealing = stream.sealed;
      sealing.catch(() => undefined);
      return { body: stream.body, expects: line.size };
    },
  });
  const { file, written } = kept;
  const sealed = written ? await sealing : undefined;
  return { file, ...(await verifiedBag({ file, sealed, of: found }, services)) };
}

/** The payload's bytes; a broken line is taken up where it broke, with a fresh link. */
async function openLine(download: Download, services: WorkflowServices) {
  const { defender } = services;
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
        const mayGoOn = stream.etag !== undefined && received > 0 && ++breaks <= maxBreaks;
        if (!mayGoOn || !isBreak(error)) throw asBreak(error);
      }
      stream = await goOn(download, { offset: received, etag: stream.etag! }, services);
    }
  }
  return { body: body(), size: first.size };
}

async function goOn(
  { action }: Download,
  from: { offset: number; etag: string },
  { defender }: WorkflowServices,
): Promise<PackageStream> {
  const stream = await defender.openPackage(action.id, await defender.reserveLink(), from);
  if (stream.offset === from.offset && stream.etag === from.etag) return stream;
  throw new DownloadInterruptedError(msg`the package is another one now`);
}

function expectWhole(received: number, announced?: number): void {
  if (received === 0) throw new DownloadInterruptedError(msg`what arrived is empty`);
  if (announced !== undefined && received !== announced)
    throw new DownloadInterruptedError(msg`${received} of ${announced} bytes arrived`);
}

function isBreak(error: unknown): boolean {
  return error instanceof DownloadInterruptedError || !isDefenderError(error);
}

function asBreak(error: unknown): unknown {
  if (error instanceof DownloadInterruptedError || isDefenderError(error)) return error;
  return new DownloadInterruptedError(msg`the line broke`, { cause: error });
}
