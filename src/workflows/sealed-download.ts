import type { MachineAction } from '../domain/action';
import type { StoredPackage } from '../domain/collection';
import { DownloadBroken, isDefenderError } from '../domain/errors';
import type { PayloadDigest } from '../evidence/collection-record';
import { sealedPayload } from '../evidence/sealed-payload';
import { sealedStream } from '../evidence/sealed-stream';
import { kept } from '../language/language';
import type { PackageStream, Reservation } from '../ports';
import { IncomingOnCard } from './incoming-on-card';
import { packageOf } from './package-step';
import { recordSeal } from './seal-record';
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
  const progress = new IncomingOnCard(found, tools);
  const kept = await tools.evidence.keep({
    name: download.packageId,
    onProgress: (received) => progress.tell(received),
    open: async () => {
      const line = await openLine(download, tools);
      progress.expected = line.size;
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
      return { body: stream.body, expects: line.size };
    },
  });
  // A step that runs again after the bag was complete sealed nothing itself.
  payload ??= await tools.evidence.onDisk(kept.file, sealedPayload);
  if (!payload) throw new Error(`${kept.file} is gone from the evidence store`);
  const { size, sha256, sha512 } = payload;
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
  throw new DownloadBroken(kept`the package is another one now`);
}

function expectWhole(received: number, announced?: number): void {
  if (received === 0) throw new DownloadBroken(kept`what arrived is empty`);
  if (announced !== undefined && received !== announced)
    throw new DownloadBroken(kept`${received} of ${announced} bytes arrived`);
}

function isBreak(error: unknown): boolean {
  return error instanceof DownloadBroken || !isDefenderError(error);
}

function asBreak(error: unknown): unknown {
  if (error instanceof DownloadBroken || isDefenderError(error)) return error;
  return new DownloadBroken(kept`the line broke`, { cause: error });
}
