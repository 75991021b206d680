/** So many devices of one range are listed; a message may name no more than that in any way. */
const maxInRange = 100;

/** `ws-061..ws-070`: machines that were written as a span, and are listed before anything is done. */
export interface MachineRange {
  readonly typed: string;
  /** Every name in it, in order; empty where there are too many of them. */
  readonly names: readonly string[];
  readonly count: number;
}

const dotted =
  /^(?<from>[a-z0-9_][\w-]{0,60}?\d{1,9})\.{2,3}(?<to>[\w-]{0,61}?\d{1,9})(?<domain>\.[a-z][\w.-]{0,190})?$/i;
const bracketed =
  /^(?<prefix>[a-z0-9_][\w-]{0,60})[[{(](?<first>\d{1,9})(?:-|\.{2,3}|:)(?<last>\d{1,9})[\]})]?(?<domain>\.[a-z][\w.-]{0,190})?$/i;

/** `ws-061..ws-070`, `ws-061..070` and `ws-[061-070]`; nothing for any other word. */
export function rangeIn(text: string): MachineRange | undefined {
  const {
    domain = '',
    first,
    from,
    last,
    prefix,
    to,
  } = (dotted.exec(text) ?? bracketed.exec(text))?.groups ?? {};
  if (prefix && first && last)
    return between(`${prefix}${first}`, `${prefix}${last}`, { domain, typed: text });
  return from && to ? between(from, to, { domain, typed: text }) : undefined;
}

/** The names from one to another, where they differ in nothing but a number at their end. */
export function rangeBetween(from: string, to: string): MachineRange | undefined {
  const [, label = '', domain = ''] = /^([^.]+)(\..*)?$/.exec(from) ?? [];
  const [, lastLabel = '', lastDomain = ''] = /^([^.]+)(\..*)?$/.exec(to) ?? [];
  if (domain.toLowerCase() !== lastDomain.toLowerCase()) return undefined;
  return between(label, lastLabel, { domain, typed: `${from} – ${to}` });
}

function between(
  from: string,
  to: string,
  { domain, typed }: { readonly domain: string; readonly typed: string },
): MachineRange | undefined {
  const [, prefix = '', first] = /^(.*?)(\d{1,9})$/.exec(from) ?? [];
  const [, lastPrefix = '', last] = /^(.*?)(\d{1,9})$/.exec(to) ?? [];
  if (!first || !last || !/[a-z]/i.test(prefix)) return undefined;
  if (lastPrefix && lastPrefix.toLowerCase() !== prefix.toLowerCase()) return undefined;
  const count = Number(last) - Number(first) + 1;
  if (count < 2) return undefined;
  const nameAt = (_: unknown, at: number) =>
    `${prefix}${String(Number(first) + at).padStart(first.length, '0')}${domain}`;
  const names = count > maxInRange ? [] : Array.from({ length: count }, nameAt);
  return { typed, names, count };
}
