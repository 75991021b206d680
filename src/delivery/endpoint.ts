import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { atLeast, type Person, type Role } from '../domain/person';
import { renderMessage, sentence, t } from '../language/language';
import type { Journal, Link, Log } from '../ports';
import { downloadHeaders, guarded, isFromAnotherSite } from './headers';
import { type OneTimeLinks, paths } from './links';
import type { Handout, Offer } from './offer';
import { offerPage, sorryPage } from './page';

export interface EndpointDependencies {
  readonly links: OneTimeLinks;
  readonly offers: readonly Offer[];
  readonly roleOf: (person: Person) => Promise<Role>;
  readonly journal: Journal;
  readonly log: Log;
}

export type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Routing methods of a web server. */
export interface Routes {
  get(path: string, answer: Answer): unknown;
  head(path: string, answer: Answer): unknown;
  post(path: string, answer: Answer): unknown;
}

interface LinkRequest {
  readonly offer: Offer;
  readonly token: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

const texts = {
  broken: sentence`Something went wrong on our side. Try again.`,
  gone: sentence`This link has expired or was already used. Get a new one in Teams.`,
  notYou: sentence`You no longer have permission for this download.`,
  noJournal: sentence`The audit journal can’t be written right now, so the download is blocked.`,
};

/** The reply to a form of another site. */
export const elsewhere = sentence`Open the link itself to download.`;

/**
 * Serves one-time links.
 *
 * Link previews and mail scanners fetch every URL, so GET and HEAD only show a page. The POST of its
 * form uses the link, and writes the journal before the first byte.
 */
export class LinkEndpoint {
  constructor(private readonly parts: EndpointDependencies) {}

  mount(routes: Routes): void {
    for (const offer of this.parts.offers) {
      const path = `/${paths[offer.kind]}/:token`;
      const requestOf = (req: IncomingMessage, res: ServerResponse): LinkRequest => ({
        offer,
        token: new URL(req.url ?? '/', 'http://localhost').pathname.split('/')[2] ?? '',
        req,
        res,
      });
      // restify awaits async functions only.
      const show: Answer = async (req, res) =>
        this.#guarded(res, () => this.#show(requestOf(req, res)));
      routes.get(path, show);
      routes.head(path, show);
      routes.post(path, async (req, res) =>
        this.#guarded(res, () => this.#hand(requestOf(req, res))),
      );
    }
  }

  /** Logs unexpected errors and shows the browser a generic page. */
  async #guarded(res: ServerResponse, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error({ error }, 'download failed');
      if (res.headersSent) res.destroy();
      else sorry(res, 500, texts.broken);
    }
  }

  async #show({ offer, token, res }: LinkRequest): Promise<void> {
    const link = await this.parts.links.find(offer.kind, token);
    const page = link && (await offer.page(link.id));
    if (page) send(res, 200, offerPage(page));
    else sorry(res, 404, texts.gone);
  }

  async #hand({ offer, req, res, token }: LinkRequest): Promise<void> {
    const { links, log, roleOf } = this.parts;
    if (isFromAnotherSite(req, links.origin)) return sorry(res, 403, elsewhere);
    const shown = await links.find(offer.kind, token);
    if (shown && !atLeast(await roleOf(shown.person), offer.role))
      return sorry(res, 403, texts.notYou);
    const link = await links.use(offer.kind, token);
    if (!link) return sorry(res, 404, texts.gone);
    const handout = await offer.open(link.id, link.person).catch(async (error: unknown) => {
      await links.release(token);
      throw error;
    });
    if (!handout) return sorry(res, 404, texts.gone);
    if (await this.#recorded(offer, link)) return give(res, handout);
    log.error(
      { operation: offer.operation },
      'download refused because the journal could not be written',
    );
    await links.release(token);
    sorry(res, 503, texts.noJournal);
  }

  async #recorded({ operation }: Offer, { id, person }: Link): Promise<boolean> {
    try {
      const resources = { [operation.split('.')[0]!]: id };
      await this.parts.journal.write({ operation, actor: person, outcome: 'success', resources });
      return true;
    } catch (error) {
      this.parts.log.error({ error }, 'the journal could not be written');
      return false;
    }
  }
}

async function give(res: ServerResponse, handout: Handout): Promise<void> {
  const { body } = handout;
  const whole = Buffer.isBuffer(body);
  const known = whole
    ? { size: body.length, sha256: createHash('sha256').update(body).digest('hex') }
    : {};
  res.writeHead(200, downloadHeaders({ ...handout, ...known }));
  await pipeline(Readable.from(whole ? [body] : body), res);
}

/** @param line a message of the catalogue */
export function sorry(res: ServerResponse, status: number, line: string): void {
  send(res, status, sorryPage(t`Download failed`, renderMessage(line)));
}

/** Sends a page; for HEAD, Node omits the body. */
export function send(res: ServerResponse, status: number, html: string): void {
  res.writeHead(status, {
    ...guarded,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
  });
  res.end(html);
}
