import type { IncomingMessage } from 'node:http';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Answer, Routes } from './endpoint';

/** Wraps routes so that each answers in the browser's preferred language. */
export function inBrowserLanguage(routes: Routes): Routes {
  // restify awaits async functions only.
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

/** Browsers list the preferred language first: `de-AT,de;q=0.9,en;q=0.8`. */
function preferredBy({ headers }: IncomingMessage): string | undefined {
  return headers['accept-language']?.split(/[,;]/)[0]?.trim();
}
