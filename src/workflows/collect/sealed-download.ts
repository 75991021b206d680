import type { MachineAction } from '../../domain/action';
import type { StoredPackage } from '../../domain/collection';
import { defined } from '../../domain/defined';
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

// Each interruption costs one of the two links a minute.
const maxBreaks = 3;

type Found = Awaited<ReturnType<typeof packageOf>>;

interface Download {
  readonly packageId: string;
  readonly action: MachineAction;
  readonly place: RateReservation;
}

/**
 * Downloads a package and seals it in the same pass, so that only the bag ever reaches the disk,
 * then reads the bag back and verifies it. Idempotent: a complete bag of this action is only read back.
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

/** The verified bag under the package's name: an existing one, or the one sealed now. */
async function keepVerified(
  download: Download,
  found: Found,
  services: WorkflowServices,
): Promise<StoredBag> {
  let sealing: Promise<Sealed> | undefined;
  const progress = new IncomingOnCard(found, services);
  const kept = await services.evidence.store({
    name: download.packageId,
    onProgress: (received) => progress.report(received),
    open: async () => {
      const line = await openLine(download, services);
      progress.expected = line.size;
      const stream = sealedStream({
        name: download.packageId.replace('/', '-'),
        payload: line.body,
        facts: (digest) => recordSeal(found, download.action, digest, services),
      });
      // The store sees the failure when it reads on; this only prevents an unhandled rejection.
      sealing = stream.sealed;
      sealing.catch(() => undefined);
      return defined({ body: stream.body, expects: line.size });
    },
  });
  const { file, written } = kept;
  const sealed = written ? await sealing : undefined;
  return { file, ...(await verifiedBag(defined({ file, sealed, of: found }), services)) };
}

/** The payload's bytes; an interrupted download resumes at its offset with a new link. */
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
  throw new DownloadInterruptedError(msg`the package has changed`);
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
  return new DownloadInterruptedError(msg`the connection was lost`, { cause: error });
}
