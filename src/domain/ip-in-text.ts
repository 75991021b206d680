import { isIP } from 'node:net';
import { parseIp } from './ip';

// A dotted quad that is not part of a longer number, version or file path: `\Office\16.0.1.2\` and
// `/opt/app/1.2.3.4/` are folders, while `\\10.0.0.1\share` and bash's `/dev/tcp/10.0.0.1/443` are
// hosts.
const ipv4 =
  /(?<![\w.-])(?<!(?:^|[^\\])\\)(?<!(?:^|[^/])(?<!\/dev\/(?:tc|ud)p)\/)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/gi;
const versionBefore = /\b(?:v|ver|version)[\s:="']{0,3}$/i;
const ipv6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?![\w:.])/gi;
const url =
  /\b[a-z][\w+.-]{1,20}:\/\/(?:[^\s/@"'<>]{1,200}@)?(?:\[[^\]\s]{2,60}\]|[^\s/:?#"'<>\\,;)]{1,253})/gi;

// A command line has at most 32,767 characters; longer text is not one.
const maxText = 40_000;

/**
 * Finds literal addresses in free text such as a command line: dotted quads, IPv6 addresses, and hosts
 * of URLs in every form that a URL parser reads as an address (`http://0x7f000001/`).
 */
export function addressesInText(text: string): string[] {
  if (!/\d[.:]|:[\da-f:]|:\/\/\d/i.test(text)) return [];
  const searched = text.slice(0, maxText);
  const found = new Set<string>();
  for (const [written] of searched.matchAll(url)) {
    const host = addressOfUrl(written);
    if (host) found.add(host);
  }
  const rest = searched.replace(url, ' ');
  for (const { 0: written, index } of rest.matchAll(ipv4))
    if (isIP(written) === 4 && !versionBefore.test(rest.slice(Math.max(0, index - 12), index)))
      found.add(written);
  for (const [written] of rest.matchAll(ipv6))
    if (written.length > 3 && isIP(written.split('%')[0]!) === 6) found.add(written);
  return [...found];
}

/** Returns the host of a URL if it is a literal address; undefined for a name. */
export function addressOfUrl(written: string): string | undefined {
  const [, scheme, start] =
    /^\s*([a-z][\w+.-]*:\/\/)?(?:[^\s/@]*@)?(\[|\d[\w.]*)/i.exec(written) ?? [];
  if (start === undefined || (!scheme && !/[.[]/.test(start))) return undefined;
  const host = URL.parse(scheme ? written : `http://${written.trim()}`)?.hostname;
  return host && parseIp(host) ? host.replace(/^\[|\]$/g, '') : undefined;
}

/**
 * Returns whether the whole string has the form of an address, with or without a port; cheap for
 * anything else.
 */
export function isAddress(text: string): boolean {
  if (text.length < 3 || text.length > 60) return false;
  return (
    /^\s*[[\da-f:][\da-f:.]*[.:][\da-f:.\]%\w]*\s*$/i.test(text) && parseIp(text) !== undefined
  );
}

/** Returns whether a string is a range: CIDR, `first-last`. */
export function isRange(text: string): boolean {
  const [first = '', last, ...more] = text.split(/\s*[-/]\s*/);
  if (last === undefined || more.length > 0 || isIP(first.trim()) === 0) return false;
  return isIP(last.trim()) !== 0 || /^\d{1,3}$/.test(last.trim());
}
