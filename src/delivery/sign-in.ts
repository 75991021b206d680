import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Person } from '../domain/person';

/** Makes sure that who holds a link is who it was made for. */
export interface SignIn {
  isSignedIn(req: IncomingMessage, person: Person): boolean;
  /** Sends the browser to sign in; it comes back to the link. */
  begin(req: IncomingMessage, res: ServerResponse, token: string): Promise<void>;
}
