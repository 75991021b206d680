import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Collection } from '../domain/collection';
import { atLeast, type Person, type Role } from '../domain/person';
import { sentence } from '../language/language';
import type { Clock, Collections, Evidence, Journal, Link, Log } from '../ports';
import { type Answer, type Routes, send, sorry } from './endpoint';
import { downloadHeaders, type RequestedRange, requestedRange } from './headers';
import { type OneTimeLinks, paths } from './links';
import {
  type Deliverable,
  type DownloadOperation,
  deliverable,
  isAsStored,
  recordDownload,
} from './package-store';
import { packagePage } from './page';
import type { SignIn } from './sign-in';

export interface PackageEndpointDependencies {
  readonly links: OneTimeLinks;
  readonly collections: Collections;
  readonly evidence: Evidence;
  readonly journal: Journal;
  readonly roleOf: (person: Person) => Promise<Role>;
  /** Shows the download on the package's card. */
  readonly onDownloaded: (collection: Collection) => void;
  /** Verifies the visitor's identity. Without it the link alone authorizes. */
  readonly signIn?: SignIn;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

interface PackageRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly token: string;
}

/** A request that may be answered with bytes: its link and package. */
interface AdmittedRequest extends PackageRequest, Deliverable {
  readonly link: Link;
  /** Used before: only a range is delivered now, to resume a broken download. */
  readonly again: boolean;
}

const texts = {
  beyond: sentence`There is nothing at that place of the file.`,
  broken: sentence`Something went wrong on our side. Try again.`,
  gone: sentence`This link has expired or was already used. Get a new one in Teams.`,
  notYou: sentence`You no longer have permission for this download.`,
  damaged: sentence`The stored file doesn’t match its hash. Download is blocked. The operations team has to check it.`,
  noJournal: sentence`The audit journal can’t be written right now, so the download is blocked.`,
  busy: sentence`A download with this link is being prepared already.`,
};

/**
 * The endpoint that hands packages out.
 *
 * GET and HEAD only show a page. The POST of its form checks the person's identity and current
 * role, verifies the file's hash, writes the journal, and then sends the bytes. Within its 15
 * minutes a used link still serves ranges, so that a broken download can resume.
 */
export class PackageEndpoint {
  /** Prepared one at a time for each link: it costs reading the whole file. */
  private readonly busy = new Set<string>();

  constructor(private readonly parts: PackageEndpointDependencies) {}

  mount(routes: Routes): void {
    const path = `/${paths.package}/:token`;
    this.parts.signIn?.mount(routes);
    const show: Answer = async (req, res) =>
      this.guarded(res, () => this.show(readPackageRequest(req, res)));
    routes.get(path, show);
    routes.head(path, show);
    routes.post(path, async (req, res) =>
      this.guarded(res, () => this.hand(readPackageRequest(req, res))),
    );
  }

  /** An internal error, shown without details. */
  private async guarded(res: ServerResponse, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error({ error }, 'the door to packages broke');
      if (res.headersSent) res.destroy();
      else sorry(res, 500, texts.broken);
    }
  }

  private async show(one: PackageRequest): Promise<void> {
    const { res, token } = one;
    const { collections, links, signIn } = this.parts;
    const link = await links.find('package', token);
    const found = link && (await deliverable(link.id, collections));
    if (!found) return sorry(res, 404, texts.gone);
    // Scanners have no session: they learn only that there is a sign-in.
    if (signIn && !(await signIn.admits(one, link.person))) return;
    send(res, 200, packagePage(found));
  }

  private async hand(one: PackageRequest): Promise<void> {
    const admitted = await this.admit(one);
    if (!admitted) return;
    const { again, stored, res, token } = admitted;
    const { links } = this.parts;
    const etag = `"${stored.sha256}"`;
    const wanted = rangeOf(one.req, { size: stored.size, etag });
    if (wanted === 'unsatisfiable') return unsatisfiable(res, stored.size);
    if (again && wanted === 'whole') return sorry(res, 404, texts.gone);
    if (this.busy.has(token)) return sorry(res, 429, texts.busy);
    if (!again && !(await links.use('package', token))) return sorry(res, 404, texts.gone);
    this.busy.add(token);
    const retryState = await this.prepare(admitted, wanted)
      .catch(async (error: unknown) => {
        if (!again) await links.release(token);
        throw error;
      })
      .finally(() => this.busy.delete(token));
    if (!retryState) return this.give(admitted, wanted);
    // Nothing was delivered: the link becomes valid again.
    if (!again) await links.release(token);
    sorry(res, retryState.status, retryState.line);
  }

  /**
   * The conditions before the first byte: the file is unchanged, and the journal entry is written.
   */
  private async prepare(
    one: AdmittedRequest,
    wanted: Exclude<RequestedRange, 'unsatisfiable'>,
  ): Promise<{ status: number; line: string } | undefined> {
    const { again, link, stored } = one;
    if (!(await this.isFit(one))) return { status: 500, line: texts.damaged };
    const range = wanted === 'whole' ? {} : { range: wanted };
    const what = again ? 'package.resumed' : 'package.downloaded';
    if (!(await this.record(what, one, { ...range, sha256: stored.sha256 })))
      return { status: 503, line: texts.noJournal };
    if (!again) await this.noteOnCard(link);
    return undefined;
  }

  /** The person of the link, and whether they may have the package now. */
  private async admit(one: PackageRequest): Promise<AdmittedRequest | undefined> {
    const { collections, links, roleOf, signIn } = this.parts;
    const { res, token } = one;
    const fresh = await links.find('package', token);
    const link = fresh ?? (await links.findIncludingUsed('package', token));
    const found = link && (await deliverable(link.id, collections));
    if (!found) {
      sorry(res, 404, texts.gone);
      return undefined;
    }
    const admitted = { ...one, ...found, link, again: !fresh };
    if (signIn && !(await signIn.admits(one, link.person))) return undefined;
    if (atLeast(await roleOf(link.person), 'responder')) return admitted;
    await this.record('package.refused', admitted, {});
    sorry(res, 403, texts.notYou);
    return undefined;
  }

  private async isFit(admitted: AdmittedRequest): Promise<boolean> {
    if (await isAsStored(admitted.stored, this.parts.evidence)) return true;
    const { file } = admitted.stored;
    this.parts.log.error({ file }, 'a file in the evidence store is not what was stored');
    await this.record('package.damaged', admitted, { file, expected: admitted.stored.sha256 });
    return false;
  }

  private record(
    operation: DownloadOperation,
    one: AdmittedRequest,
    details: object,
  ): Promise<boolean> {
    return recordDownload(operation, { ...one, details }, this.parts);
  }

  /** Already in the journal; a card that can't be updated must not break the download. */
  private async noteOnCard({ id, person }: Link): Promise<void> {
    const { clock, collections, log, onDownloaded } = this.parts;
    try {
      onDownloaded(await collections.noteDownload(id, { by: person, at: clock.now() }));
    } catch (error) {
      log.warn({ error, package: id }, 'a download could not be shown');
    }
  }

  private async give(
    { res, stored }: AdmittedRequest,
    wanted: Exclude<RequestedRange, 'unsatisfiable'>,
  ) {
    const part = wanted === 'whole' ? undefined : wanted;
    const found = await this.parts.evidence.read(stored.file, part);
    if (!found) throw new Error(`${stored.file} is gone`);
    const size = part ? part.end - part.start + 1 : stored.size;
    const { file: fileName, sha256 } = stored;
    res.writeHead(part ? 206 : 200, {
      ...downloadHeaders({ fileName, size, sha256 }),
      'accept-ranges': 'bytes',
      etag: `"${sha256}"`,
      ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${stored.size}` }),
    });
    // A client that disconnects is normal: it resumes with a range.
    await pipeline(Readable.from(found.body), res).catch((error: unknown) => {
      this.parts.log.info({ error, file: fileName }, 'a download ended early');
    });
  }
}

function readPackageRequest(req: IncomingMessage, res: ServerResponse): PackageRequest {
  const token = new URL(req.url ?? '/', 'http://localhost').pathname.split('/')[2] ?? '';
  return { req, res, token };
}

function rangeOf(req: IncomingMessage, file: { size: number; etag: string }): RequestedRange {
  const { range, 'if-range': ifRange } = req.headers;
  return requestedRange({ range, ifRange: ifRange?.toString() }, file);
}

function unsatisfiable(res: ServerResponse, size: number): void {
  res.setHeader('content-range', `bytes */${size}`);
  sorry(res, 416, texts.beyond);
}
