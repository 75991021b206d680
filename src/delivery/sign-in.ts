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

/** Verifies that the visitor is the person the link was issued to. */
export interface SignIn {
  /** True for that person's session. Otherwise responds with a redirect to sign in, or with 403. */
  admits(visit: Visit, person: Person): Promise<boolean>;
  mount(routes: Routes): void;
}

export interface Visit {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Token of the link to return to. */
  readonly token: string;
}

/** The identity provider: Entra. */
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
  /** Shared by all replicas; cookie keys derive from it. */
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

// Same lifetime as a link.
const seconds = 15 * 60;

const texts = {
  another: sentence`This link belongs to someone else. Get your own in Teams.`,
  again: sentence`To sign in, open the link from Teams again.`,
  stale: sentence`This sign-in expired or started elsewhere. Open the link from Teams again.`,
  nobody: sentence`Entra didn’t confirm who you are, or you belong to another organisation.`,
};

/** Browser sign-in with authorization code and PKCE; its state is stored in a sealed cookie. */
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

  /** Another sign-in would return the same person, so this clears the session and explains. */
  private refuse({ res }: Visit): void {
    res.setHeader('set-cookie', this.session.gone());
    sorry(res, 403, texts.another);
  }

  private async begin({ req, res, token }: Visit): Promise<void> {
    // `form-action 'self'` blocks a redirect of the form to another site.
    if (req.method === 'POST') return sorry(res, 401, texts.again);
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
        this.parts.log.warn({ error }, 'sign-in failed');
        sorry(res, 403, texts.nobody);
      });
    });
  }

  private async comeBack(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { searchParams } = new URL(req.url ?? '/', 'http://localhost');
    const [code, state] = [searchParams.get('code'), searchParams.get('state')];
    const flow = this.flow.read(req);
    if (!flow || !code || flow.state !== state || flow.until < this.now())
      return sorry(res, 400, texts.stale);
    const { nonce, token, verifier } = flow;
    const { redirectUri } = this;
    const person = await this.parts.provider.who({ redirectUri, code, nonce, verifier });
    if (!person) return sorry(res, 403, texts.nobody);
    await this.record(person.id);
    const until = this.now() + seconds * 1000;
    const cookies = [this.session.header({ id: person.id, until }, seconds), this.flow.gone()];
    const location = `/${paths.package}/${token}`;
    res.writeHead(302, { ...guarded, location, 'set-cookie': cookies });
    res.end();
  }

  /** Journals the sign-in before the session begins. */
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
