import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Person } from '../domain/person';
import { sentence } from '../language/language';
import type { Clock, Journal, Log } from '../ports';
import { type Routes, sorry } from './endpoint';
import { guarded } from './headers';
import { paths } from './links';
import { SealedCookie } from './sealed-cookie';

/** Makes sure that who holds a link is who it was made for. */
export interface SignIn {
  /** True for that person's own browser. Any other is answered here: with the way to sign in, or a no. */
  admits(visit: Visit, person: Person): Promise<boolean>;
  mount(routes: Routes): void;
}

export interface Visit {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Of the link, to come back to. */
  readonly token: string;
}

/** Who says who somebody is: Entra. */
export interface IdentityProvider {
  address(request: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly challenge: string;
  }): Promise<string>;
  who(answer: {
    readonly redirectUri: string;
    readonly code: string;
    readonly nonce: string;
    readonly verifier: string;
  }): Promise<{ readonly id: string } | undefined>;
}

export interface SignInParts {
  readonly provider: IdentityProvider;
  /** Shared by all replicas: cookies are sealed with a key made of it. */
  readonly secret: string;
  readonly publicUrl: string;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

const Flow = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  token: z.string(),
  until: z.number(),
});
const Session = z.object({ id: z.string(), until: z.number() });

// As long as a link lives: a session opens nothing by itself.
const seconds = 15 * 60;

const says = {
  another: sentence`This link belongs to someone else. Get your own in Teams.`,
  again: sentence`To sign in, open the link from Teams again.`,
  stale: sentence`This sign-in expired or started elsewhere. Open the link from Teams again.`,
  nobody: sentence`Entra didn’t confirm who you are, or you belong to another organisation.`,
};

/** Sign-in in the browser, by authorization code and PKCE; what is under way lies in a sealed cookie. */
export class BrowserSignIn implements SignIn {
  private readonly flow: SealedCookie<z.infer<typeof Flow>>;
  private readonly session: SealedCookie<z.infer<typeof Session>>;

  constructor(private readonly parts: SignInParts) {
    this.flow = new SealedCookie('bailiff-sign-in', Flow, parts.secret);
    this.session = new SealedCookie('bailiff-person', Session, parts.secret);
  }

  async admits(visit: Visit, person: Person): Promise<boolean> {
    const session = this.session.read(visit.req);
    const isFresh = session !== undefined && session.until > this.now();
    if (isFresh && isSame(session.id, person.id)) return true;
    if (isFresh) this.refuse(visit);
    else await this.begin(visit);
    return false;
  }

  /** Asking Entra again would bring the same person back: say so, and let the next try begin anew. */
  private refuse({ res }: Visit): void {
    res.setHeader('set-cookie', this.session.gone());
    sorry(res, 403, says.another);
  }

  private async begin({ req, res, token }: Visit): Promise<void> {
    // A browser follows no form to another site here; the page itself goes there.
    if (req.method === 'POST') return sorry(res, 401, says.again);
    const [state, nonce, verifier] = [random(), random(), random()];
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const { redirectUri } = this;
    const address = await this.parts.provider.address({ redirectUri, state, nonce, challenge });
    const until = this.now() + seconds * 1000;
    const cookie = this.flow.header({ state, nonce, verifier, token, until }, seconds);
    res.writeHead(302, { ...guarded, location: address, 'set-cookie': cookie });
    res.end();
  }

  mount(routes: Routes): void {
    routes.get(`/${paths.package}/signed-in`, async (req, res) => {
      await this.comeBack(req, res).catch((error: unknown) => {
        this.parts.log.warn({ error }, 'a sign-in broke');
        sorry(res, 403, says.nobody);
      });
    });
  }

  private async comeBack(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { searchParams } = new URL(req.url ?? '/', 'http://door');
    const [code, state] = [searchParams.get('code'), searchParams.get('state')];
    const flow = this.flow.read(req);
    if (!flow || !code || flow.state !== state || flow.until < this.now())
      return sorry(res, 400, says.stale);
    const { nonce, token, verifier } = flow;
    const { redirectUri } = this;
    const person = await this.parts.provider.who({ redirectUri, code, nonce, verifier });
    if (!person) return sorry(res, 403, says.nobody);
    await this.record(person.id);
    const until = this.now() + seconds * 1000;
    const cookies = [this.session.header({ id: person.id, until }, seconds), this.flow.gone()];
    const location = `/${paths.package}/${token}`;
    res.writeHead(302, { ...guarded, location, 'set-cookie': cookies });
    res.end();
  }

  /** Before the session begins: a sign-in that can't be written down is none. */
  private async record(id: string): Promise<void> {
    await this.parts.journal.write({
      operation: 'person.signed-in',
      actor: { id, name: id },
      outcome: 'success',
    });
  }

  private get redirectUri(): string {
    return `${this.parts.publicUrl.replace(/\/+$/, '')}/${paths.package}/signed-in`;
  }

  private now(): number {
    return this.parts.clock.now().getTime();
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
