import { language, t } from '../language/language';
import type { OfferPage } from './offer';
import type { Deliverable } from './package-store';

/** A page without styles, scripts or images. */
function pageOf(title: string, body: string): string {
  return `<!doctype html><html lang="${language().locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escaped(title)}</title></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}

/** The form has no action and posts back to its own URL. */
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

/** The page of a package. Names Bailiff ids only, because link scanners read it too. */
export function packagePage({ collection, package: one, stored }: Deliverable): string {
  const number = one.id.split('/')[1] ?? '';
  return offerPage({
    title: t`Investigation package ${collection.id}, ${number} of ${collection.packages.length}`,
    lines: [
      t`Warning: this package may contain malware. Open it only on an isolated analysis device, with protection on.`,
      t`${stored.file} · ${stored.size} bytes`,
      `sha256 ${stored.sha256}`,
      t`The download is logged with your name. The link works once, for 15 minutes; an interrupted download can resume with it.`,
    ],
    button: t`Download package`,
  });
}
