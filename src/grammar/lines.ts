const bullet =
  /^\s*(?:(?:[-*+\u2022\u2023\u2043\u00b7\u25aa\u25ab\u25cf\u25cb\u25e6\u2013\u2014\uf0b7]|\d{1,3}[.):]|\(\d{1,3}\)|[a-z]\))\s+)+(?:\[[ xX]?\]\s+)?/;
// "1.ws-044", "1)ws-044", "•ws-044": numbered or bulleted without a space.
const tightBullet = /^\s*(?:[\u2022\u25aa\u25cf\u25e6]|\d{1,3}\)|\d{1,3}\.(?=[a-z][^.]*$))/i;
const signature =
  /^(?:--|_{5,}|-{5,}.*|(?:best|kind|warm) regards\b.*|regards|best|br|cheers|mit freundlichen gr\S+.*|mfg|viele gr\S+.*|cordialement.*|bien \S+ vous|sent from my .*|get outlook for .*|von meinem .* gesendet|envoy\S+ de mon .*|(?:from|von|de) ?: [^@]{1,80}@.*)[,.!]?$/i;

/** Leaves out what was not said now: quoted lines, a signature, a forwarded mail. */
export function withoutQuotesAndSignature(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s?>(?!=)/.test(line));
  const end = lines.findIndex((line, at) => at > 0 && isSignature(line));
  return (end > 0 ? lines.slice(0, end) : lines).join('\n');
}

function isSignature(line: string): boolean {
  const said = line.trim();
  return said.length < 120 && signature.test(said);
}

/** Drops bullets and numbers of lists: a "1." must not become a machine. */
export function withoutBullets(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(bullet, '').replace(tightBullet, ''))
    .join('\n');
}
