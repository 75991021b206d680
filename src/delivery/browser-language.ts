import type { IncomingMessage } from 'node:http';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Answer, Routes } from './endpoint';

/** The same routes, each answered in the language that the browser prefers. */
export function inBrowserLanguage(routes: Routes): Routes {
  // The server waits for functions that are marked as asynchronous, and for no others.
  const speaking =
    (answer: Answer): Answer =>
    async (req, res) =>
      inLanguage(languageFor(preferredBy(req)), () => answer(req, res));
  return {
    get: (path, answer) => routes.get(path, speaking(answer)),
    head: (path, answer) => routes.head(path, speaking(answer)),
    post: (path, answer) => routes.post(path, speaking(answer)),
  };
}

/** Browsers name the language that is wanted most first: `de-AT,de;q=0.9,en;q=0.8`. */
function preferredBy({ headers }: IncomingMessage): string | undefined {
  return headers['accept-language']?.split(/[,;]/)[0]?.trim();
}
