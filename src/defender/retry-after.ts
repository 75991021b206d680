/**
 * Returns when to retry, in real seconds: the longest wait the answer names, at least 1.
 *
 * `Retry-After` may be seconds or an HTTP date, and may be missing where the sentence has the number.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after (June 2022);
 * https://learn.microsoft.com/defender-xdr/api-terms (read 2026-11-20): the body says when to retry.
 */
export function retryAfterSeconds(
  header: string | undefined,
  sentence: string,
  now: Date,
): number | undefined {
  const said = [fromHeader(header, now), fromSentence(sentence)].filter((s) => s !== undefined);
  return said.length > 0 ? Math.max(1, ...said) : undefined;
}

function fromHeader(header: string | undefined, now: Date): number | undefined {
  if (!header) return undefined;
  if (/^\s*\d{1,9}(\.\d+)?\s*$/.test(header)) return Math.ceil(Number(header));
  const ms = Date.parse(header);
  return Number.isNaN(ms) ? undefined : Math.ceil((ms - now.getTime()) / 1000);
}

/** "You can send requests again in 8 seconds." */
function fromSentence(sentence: string): number | undefined {
  const seconds = /\bin (\d{1,9}) seconds?\b/i.exec(sentence)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
