import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { atLeast, type Person, type Role } from '../domain/person';
import { renderMessage, sentence, t } from '../language/language';
import type { Journal, Link, Log } from '../ports';
import { downloadHeaders, guarded } from './headers';
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

/** What the door needs of a web server. */
export interface Routes {
  get(path: string, answer: Answer): unknown;
  head(path: string, answer: Answer): unknown;
  post(path: string, answer: Answer): unknown;
}

interface Knock {
  readonly offer: Offer;
  readonly token: string;
  readonly res: ServerResponse;
}

const says = {
  broken: sentence`Something went wrong on our side. Try again.`,
  gone: sentence`This link has expired or was already used. Get a new one in Teams.`,
  notYou: sentence`You no longer have permission for this download.`,
  noJournal: sentence`The audit journal can’t be written right now, so the download is blocked.`,
};

/**
 * The door where one-time links are used.
 *
 * Teams' link preview and mail scanners fetch every address they see: GET and HEAD show a page and use
 * nothing up. Only the POST of its form does, and writes the journal before the first byte.
 */
export class Door {
  constructor(private readonly parts: EndpointDependencies) {}

  mount(routes: Routes): void {
    for (const offer of this.parts.offers) {
      const path = `/${paths[offer.kind]}/:token`;
      const readPackageRequest = (req: IncomingMessage, res: ServerResponse): Knock => ({
        offer,
        token: new URL(req.url ?? '/', 'http://door').pathname.split('/')[2] ?? '',
        res,
      });
      // The server waits for functions that are marked as asynchronous, and for no others.
      const show: Answer = async (req, res) =>
        this.#guarded(res, () => this.#show(readPackageRequest(req, res)));
      routes.get(path, show);
      routes.head(path, show);
      routes.post(path, async (req, res) =>
        this.#guarded(res, () => this.#hand(readPackageRequest(req, res))),
      );
    }
  }

  /** An error of ours says nothing about itself to a browser. */
  async #guarded(res: ServerResponse, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error({ error }, 'a download broke');
      if (res.headersSent) res.destroy();
      else sorry(res, 500, says.broken);
    }
  }

  async #show({ offer, token, res }: Knock): Promise<void> {
    const link = await this.parts.links.look(offer.kind, token);
    const page = link && (await offer.page(link.id));
    if (page) send(res, 200, offerPage(page));
    else sorry(res, 404, says.gone);
  }

  async #hand({ offer, token, res }: Knock): Promise<void> {
    const { links, log, roleOf } = this.parts;
    const shown = await links.look(offer.kind, token);
    if (shown && !atLeast(await roleOf(shown.person), offer.role))
      return sorry(res, 403, says.notYou);
    const link = await links.use(offer.kind, token);
    if (!link) return sorry(res, 404, says.gone);
    const handout = await offer.open(link.id, link.person).catch(async (error: unknown) => {
      await links.release(token);
      throw error;
    });
    if (!handout) return sorry(res, 404, says.gone);
    if (await this.#recorded(offer, link)) return give(res, handout);
    log.error({ operation: offer.operation }, 'a download was not recorded and not given');
    await links.release(token);
    sorry(res, 503, says.noJournal);
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

/** @param line a sentence of the catalogue */
export function sorry(res: ServerResponse, status: number, line: string): void {
  send(res, status, sorryPage(t`Download failed`, renderMessage(line)));
}

/** To a HEAD Node sends the headers alone. */
export function send(res: ServerResponse, status: number, html: string): void {
  res.writeHead(status, {
    ...guarded,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
  });
  res.end(html);
}
