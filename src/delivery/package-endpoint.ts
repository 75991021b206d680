import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Collection } from '../domain/collection';
import { atLeast, type Person, type Role } from '../domain/person';
import { sentence } from '../language/language';
import type { Clock, Collections, Evidence, Journal, Link, Log } from '../ports';
import { type Answer, type Routes, send, sorry } from './endpoint';
import { downloadHeaders } from './headers';
import { type OneTimeLinks, paths } from './links';
import { packagePage } from './package-page';
import { type Act, recorded } from './package-record';
import { type Deliverable, deliverable, isAsStored } from './package-store';
import { type Wanted, wantedOf } from './range';
import type { SignIn } from './sign-in';

export interface PackageEndpointDependencies {
  readonly links: OneTimeLinks;
  readonly collections: Collections;
  readonly evidence: Evidence;
  readonly journal: Journal;
  readonly roleOf: (person: Person) => Promise<Role>;
  /** Shows on the card that somebody took it. */
  readonly onDownloaded: (collection: Collection) => void;
  /** Who is it really? Without it the link alone says so. */
  readonly signIn?: SignIn;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

interface Knock {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly token: string;
}

/** A knock that may be answered with bytes: whose link, for what. */
interface Admitted extends Knock, Deliverable {
  readonly link: Link;
  /** Used before: only a part is given now, to a download that broke. */
  readonly again: boolean;
}

const says = {
  beyond: sentence`There is nothing at that place of the file.`,
  broken: sentence`Something went wrong on our side. Try again.`,
  gone: sentence`This link has expired or was already used. Get a new one in Teams.`,
  notYou: sentence`You no longer have permission for this download.`,
  damaged: sentence`The stored file doesn’t match its hash. Download is blocked. The operations team has to check it.`,
  noJournal: sentence`The audit journal can’t be written right now, so the download is blocked.`,
  busy: sentence`A download with this link is being prepared already.`,
};

/**
 * The door where packages are handed out.
 *
 * GET and HEAD only show a page, whoever comes. The POST of its form asks again who it is and which
 * role that person has now, checks the file against its hash, writes the journal, and then gives the
 * bytes. Within its 15 minutes a used link still gives parts: a broken download goes on with it.
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

  /** An error of ours says nothing about itself to a browser. */
  private async guarded(res: ServerResponse, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error({ error }, 'the door to packages broke');
      if (res.headersSent) res.destroy();
      else sorry(res, 500, says.broken);
    }
  }

  private async show(one: Knock): Promise<void> {
    const { res, token } = one;
    const { collections, links, signIn } = this.parts;
    const link = await links.look('package', token);
    const found = link && (await deliverable(link.id, collections));
    if (!found) return sorry(res, 404, says.gone);
    // Scanners come without a session: they learn that there is a sign-in, and nothing else.
    if (signIn && !(await signIn.admits(one, link.person))) return;
    send(res, 200, packagePage(found));
  }

  private async hand(one: Knock): Promise<void> {
    const admitted = await this.admit(one);
    if (!admitted) return;
    const { again, stored, res, token } = admitted;
    const { links } = this.parts;
    const etag = `"${stored.sha256}"`;
    const wanted = wantedIn(one.req, { size: stored.size, etag });
    if (wanted === 'nothing of it') return unsatisfiable(res, stored.size);
    if (again && wanted === 'whole') return sorry(res, 404, says.gone);
    if (this.busy.has(token)) return sorry(res, 429, says.busy);
    if (!again && !(await links.use('package', token))) return sorry(res, 404, says.gone);
    this.busy.add(token);
    const retryState = await this.prepare(admitted, wanted)
      .catch(async (error: unknown) => {
        if (!again) await links.release(token);
        throw error;
      })
      .finally(() => this.busy.delete(token));
    if (!retryState) return this.give(admitted, wanted);
    // Nothing goes out: the link is as good as new.
    if (!again) await links.release(token);
    sorry(res, retryState.status, retryState.line);
  }

  /** All that has to be so before the first byte: the file is what it was, and the record is written. */
  private async prepare(
    one: Admitted,
    wanted: Exclude<Wanted, 'nothing of it'>,
  ): Promise<{ status: number; line: string } | undefined> {
    const { again, link, stored } = one;
    if (!(await this.isFit(one))) return { status: 500, line: says.damaged };
    const range = wanted === 'whole' ? {} : { range: wanted };
    const what = again ? 'package.resumed' : 'package.downloaded';
    if (!(await this.record(what, one, { ...range, sha256: stored.sha256 })))
      return { status: 503, line: says.noJournal };
    if (!again) await this.noteOnCard(link);
    return undefined;
  }

  /** Whose link it is, and whether that person may have the package now. */
  private async admit(one: Knock): Promise<Admitted | undefined> {
    const { collections, links, roleOf, signIn } = this.parts;
    const { res, token } = one;
    const fresh = await links.look('package', token);
    const link = fresh ?? (await links.lookEvenUsed('package', token));
    const found = link && (await deliverable(link.id, collections));
    if (!found) {
      sorry(res, 404, says.gone);
      return undefined;
    }
    const admitted = { ...one, ...found, link, again: !fresh };
    if (signIn && !(await signIn.admits(one, link.person))) return undefined;
    if (atLeast(await roleOf(link.person), 'responder')) return admitted;
    await this.record('package.refused', admitted, {});
    sorry(res, 403, says.notYou);
    return undefined;
  }

  private async isFit(admitted: Admitted): Promise<boolean> {
    if (await isAsStored(admitted.stored, this.parts.evidence)) return true;
    const { file } = admitted.stored;
    this.parts.log.error({ file }, 'a file in the evidence store is not what was stored');
    await this.record('package.damaged', admitted, { file, expected: admitted.stored.sha256 });
    return false;
  }

  private record(operation: Act, one: Admitted, details: object): Promise<boolean> {
    return recorded(operation, { ...one, details }, this.parts);
  }

  /** The journal has it already; a card that lags behind must not cost the download. */
  private async noteOnCard({ id, person }: Link): Promise<void> {
    const { clock, collections, log, onDownloaded } = this.parts;
    try {
      onDownloaded(await collections.noteDownload(id, { by: person, at: clock.now() }));
    } catch (error) {
      log.warn({ error, package: id }, 'a download could not be shown');
    }
  }

  private async give({ res, stored }: Admitted, wanted: Exclude<Wanted, 'nothing of it'>) {
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
    // A client that goes away is nothing to report: it comes back with a range.
    await pipeline(Readable.from(found.body), res).catch((error: unknown) => {
      this.parts.log.info({ error, file: fileName }, 'a download ended early');
    });
  }
}

function readPackageRequest(req: IncomingMessage, res: ServerResponse): Knock {
  const token = new URL(req.url ?? '/', 'http://door').pathname.split('/')[2] ?? '';
  return { req, res, token };
}

function wantedIn(req: IncomingMessage, file: { size: number; etag: string }): Wanted {
  const { range, 'if-range': ifRange } = req.headers;
  return wantedOf({ range, ifRange: ifRange?.toString() }, file);
}

function unsatisfiable(res: ServerResponse, size: number): void {
  res.setHeader('content-range', `bytes */${size}`);
  sorry(res, 416, says.beyond);
}
