import { language } from '../language/language';
import type { OfferPage } from './offer';

/** A page without style, script or picture: nothing on it can be loaded, nothing can be framed. */
function pageOf(title: string, body: string): string {
  return `<!doctype html><html lang="${language().locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escaped(title)}</title></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}

/** The form has no address of its own: it goes back to the link it came from. */
export function offerPage({ title, lines, button }: OfferPage): string {
  const said = lines.map((line) => `<p>${escaped(line)}</p>`).join('');
  return pageOf(
    title,
    `${said}<form method="post"><button type="submit">${escaped(button)}</button></form>`,
  );
}

export function sorryPage(title: string, line: string): string {
  return pageOf(title, `<p>${escaped(line)}</p>`);
}

function escaped(foreign: string): string {
  return foreign
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
