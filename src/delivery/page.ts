import { language, t } from '../language/language';
import { maxPurpose } from './hand-out';
import type { OfferPage } from './offer';
import type { Deliverable } from './package-store';

/** A page without styles, scripts or images. */
function pageOf(title: string, body: string): string {
  return `<!doctype html><html lang="${language().locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escaped(title)}</title></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}

/** The form has no action and posts back to its own URL. */
export function offerPage({ title, lines, button }: OfferPage): string {
  return pageOf(
    title,
    `${paragraphs(lines)}<form method="post"><button type="submit">${escaped(button)}</button></form>`,
  );
}

export function sorryPage(title: string, line: string): string {
  return notePage(title, [line]);
}

/** A page of lines without a button. */
export function notePage(title: string, lines: readonly string[]): string {
  return pageOf(title, paragraphs(lines));
}

function paragraphs(lines: readonly string[]): string {
  return lines.map((line) => `<p>${escaped(line)}</p>`).join('');
}

function escaped(foreign: string): string {
  return foreign
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * The page of a package: one form asks for the purpose and downloads, the other confirms the receipt
 * afterwards, because the browser stays on the page. Names Bailiff ids only: link scanners read it too.
 * @param problem why the form came back
 */
export function packagePage(
  { collection, package: one, stored }: Deliverable,
  problem?: string,
): string {
  const number = one.id.split('/')[1] ?? '';
  const title = t`Investigation package ${collection.id}, ${number} of ${collection.packages.length}`;
  const lines = [
    t`Warning: this package may contain malware. Open it only on an isolated analysis device, with protection on.`,
    t`${stored.file} · ${stored.size} bytes`,
    `sha256 ${stored.sha256}`,
    t`The download is logged with your name, address and purpose. The link works once, for 15 minutes; an interrupted download can resume with it.`,
    ...(problem ? [problem] : []),
  ];
  const purpose = `<p><label>${escaped(t`What do you need it for?`)} <input name="purpose" required maxlength="${maxPurpose}" size="60" autocomplete="off"></label></p>`;
  const download = `<form method="post">${purpose}<button type="submit">${escaped(t`Download package`)}</button></form>`;
  const confirm = `<form method="post"><p>${escaped(t`After the download, compare the hash and confirm that you received it.`)}</p><button type="submit" name="received" value="yes">${escaped(t`I received the package`)}</button></form>`;
  return pageOf(title, `${paragraphs(lines)}${download}${confirm}`);
}
