import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Collection } from '../domain/collection';
import { atLeast, type Person, type Role } from '../domain/person';
import { renderMessage, sentence, t } from '../language/language';
import type { Clock, Collections, Evidence, HandOutTool, Journal, Link, Log } from '../ports';
import { type Answer, elsewhere, type Routes, send, sorry } from './endpoint';
import { readForm } from './form';
import { circumstances, purposeIn } from './hand-out';
import { isFromAnotherSite, type RequestedRange, requestedRange } from './headers';
import { type OneTimeLinks, paths } from './links';
import { sendPackage } from './package-sender';
import {
  type Deliverable,
  type DownloadOperation,
  deliverable,
  isAsStored,
  recordDownload,
} from './package-store';
import { notePage, packagePage } from './page';
import type { SignIn } from './sign-in';

export interface PackageEndpointDependencies extends HandOutTool {
  readonly links: OneTimeLinks;
  readonly collections: Collections;
  readonly evidence: Evidence;
  readonly journal: Journal;
  readonly roleOf: (person: Person) => Promise<Role>;
  /** Called when a download begins, to update the card. */
  readonly onDownloaded: (collection: Collection) => void;
  /** Confirms who the visitor is. Without it the link alone authorizes. */
  readonly signIn?: SignIn;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

interface PackageRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly token: string;
}

/** A request by somebody who may have the package now. */
interface AdmittedRequest extends PackageRequest, Deliverable {
  readonly link: Link;
  /** The link was used before: only a part, or the confirmation, is left. */
  readonly again: boolean;
  readonly form: URLSearchParams;
}

type Wanted = Exclude<RequestedRange, 'unsatisfiable'>;

const texts = {
  beyond: sentence`There is nothing at that place of the file.`,
  broken: sentence`Something went wrong on our side. Try again.`,
  gone: sentence`This link has expired or was already used. Get a new one in Teams.`,
  notYou: sentence`You no longer have permission for this download.`,
  damaged: sentence`The stored file doesn’t match its hash. Download is blocked. The operations team has to check it.`,
  noJournal: sentence`The audit journal can’t be written right now, so the download is blocked.`,
  notRecorded: sentence`The audit journal can’t be written right now. Try again in a moment.`,
  busy: sentence`A download with this link is being prepared already.`,
  tooLarge: sentence`That form is too large.`,
  noPurpose: sentence`Say what you need the package for, in at most 200 characters.`,
  notYet: sentence`Download the package first, then confirm that you received it.`,
};

/**
 * Serves packages. GET and HEAD only show a page, whoever comes. The POST of its form checks person, role, purpose and
 * the file's hash, writes the journal, and only then sends. Within its 15 minutes a used link still
 * gives parts to a broken download, and takes the confirmation of the receiver.
 */
export class PackageEndpoint {
  /** Links whose download is being prepared: that reads the whole file, so once at a time for each. */
  private readonly busy = new Set<string>();

  constructor(private readonly parts: PackageEndpointDependencies) {}

  mount(routes: Routes): void {
    const path = `/${paths.package}/:token`;
    this.parts.signIn?.mount(routes);
    const show: Answer = async (req, res) =>
      this.guarded(res, () => this.show(packageRequest(req, res)));
    routes.get(path, show);
    routes.head(path, show);
    routes.post(path, async (req, res) =>
      this.guarded(res, () => this.answer(packageRequest(req, res))),
    );
  }

  /** Logs unexpected errors and shows the browser a generic page. */
  private async guarded(res: ServerResponse, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error({ error }, 'package download failed');
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
    // Scanners come without a session: they learn that there is a sign-in, and nothing else.
    if (signIn && !(await signIn.admits(one, link.person))) return;
    send(res, 200, packagePage(found));
  }

  private async answer(one: PackageRequest): Promise<void> {
    if (isFromAnotherSite(one.req, this.parts.links.origin)) return sorry(one.res, 403, elsewhere);
    const form = await readForm(one.req);
    if (!form) return sorry(one.res, 413, texts.tooLarge);
    const admitted = await this.admit({ ...one, form });
    if (admitted) await (form.has('received') ? this.confirm(admitted) : this.hand(admitted));
  }

  /** Records that the receiver has the package, once they downloaded it. */
  private async confirm(one: AdmittedRequest): Promise<void> {
    const { again, res, stored } = one;
    if (!again) return sorry(res, 409, texts.notYet);
    const details = { ...(await circumstances(one.req, this.parts)), sha256: stored.sha256 };
    if (!(await this.record('package.acknowledged', one, details)))
      return sorry(res, 503, texts.notRecorded);
    const line = t`${stored.file} · sha256 ${stored.sha256}`;
    send(res, 200, notePage(t`Receipt confirmed`, [line]));
  }

  private async hand(one: AdmittedRequest): Promise<void> {
    const { again, form, req, res, stored, token } = one;
    const { links } = this.parts;
    const wanted = rangeOf(req, { size: stored.size, etag: `"${stored.sha256}"` });
    if (wanted === 'unsatisfiable') return unsatisfiable(res, stored.size);
    if (again && wanted === 'whole') return sorry(res, 404, texts.gone);
    const purpose = purposeIn(form);
    if (!again && !purpose) return send(res, 400, packagePage(one, renderMessage(texts.noPurpose)));
    if (this.busy.has(token)) return sorry(res, 429, texts.busy);
    if (!again && !(await links.use('package', token))) return sorry(res, 404, texts.gone);
    this.busy.add(token);
    const refusal = await this.prepare(one, wanted, purpose)
      .catch(async (error: unknown) => {
        if (!again) await links.release(token);
        throw error;
      })
      .finally(() => this.busy.delete(token));
    if (!refusal) return sendPackage(one, wanted === 'whole' ? undefined : wanted, this.parts);
    // Nothing was sent, so the link stays valid.
    if (!again) await links.release(token);
    sorry(res, refusal.status, refusal.line);
  }

  /** Checks the file and writes the journal. Returns why nothing may be sent, if so. */
  private async prepare(
    one: AdmittedRequest,
    wanted: Wanted,
    purpose: string | undefined,
  ): Promise<{ status: number; line: string } | undefined> {
    const { again, link, req, stored } = one;
    if (!(await this.isFit(one))) return { status: 500, line: texts.damaged };
    const details = {
      ...(purpose && { purpose }),
      ...(wanted !== 'whole' && { range: wanted }),
      ...(await circumstances(req, this.parts)),
      signedIn: this.parts.signIn !== undefined,
      sha256: stored.sha256,
    };
    if (!(await this.record(again ? 'package.resumed' : 'package.downloaded', one, details)))
      return { status: 503, line: texts.noJournal };
    if (!again) await this.noteOnCard(link);
    return undefined;
  }

  /** Finds whose link it is, and checks whether that person may have the package now. */
  private async admit(
    one: PackageRequest & { readonly form: URLSearchParams },
  ): Promise<AdmittedRequest | undefined> {
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

  /** The journal has it already; a card that lags behind must not cost the download. */
  private async noteOnCard({ id, person }: Link): Promise<void> {
    const { clock, collections, log, onDownloaded } = this.parts;
    try {
      onDownloaded(await collections.noteDownload(id, { by: person, at: clock.now() }));
    } catch (error) {
      log.warn({ error, package: id }, 'a download could not be shown');
    }
  }
}

function packageRequest(req: IncomingMessage, res: ServerResponse): PackageRequest {
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
