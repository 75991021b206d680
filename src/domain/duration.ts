import { msg, renderMessage, type StoredSentence } from '../language/language';

/**
 * A duration in milliseconds of product time; the time scale may shorten it where it is waited for.
 */
export type Duration = number & { readonly unit: 'ms' };

export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => milliseconds(n * 1000);
export const minutes = (n: number): Duration => seconds(n * 60);
export const hours = (n: number): Duration => minutes(n * 60);
export const days = (n: number): Duration => hours(n * 24);

/** "8 s", "9 min", "2 h", "3 days": one unit, rounded, as shown on a card. */
export function inWords(ms: number): string {
  return renderMessage(spanInWords(ms));
}

/** The same as a message that is stored and rendered later. */
export function spanInWords(ms: number): StoredSentence {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 90) return msg`${s} s`;
  if (s < 90 * 60) return msg`${Math.round(s / 60)} min`;
  if (s < 48 * 3600) return msg`${Math.round(s / 3600)} h`;
  return msg`${Math.round(s / 86_400)} days`;
}
