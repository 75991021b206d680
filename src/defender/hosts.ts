/** Whether the host is the developer's machine; other addresses of 127/8 don't count. */
export function isLoopback(url: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

/**
 * Whether a link may be opened: https to a host of the list or below it, and no name or password in it.
 *
 * Hosts are compared as the URL parser reads them, so that `evil.example#.windows.net`, `0x7f.1` or
 * `windows.net@evil.example` count as what they are. Ports don't matter.
 */
export function isAllowed(
  url: URL,
  { suffixes, dev }: { readonly suffixes: readonly string[]; readonly dev: boolean },
): boolean {
  if (url.username || url.password) return false;
  if (dev && isLoopback(url)) return url.protocol === 'http:' || url.protocol === 'https:';
  if (url.protocol !== 'https:') return false;
  return suffixes.some((suffix) => isBelow(url.hostname, suffix));
}

function isBelow(host: string, suffix: string): boolean {
  const name = suffix
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '');
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

/** The origin of an API, checked. @throws {RangeError} neither https nor a developer's own machine */
export function originOf(url: string, dev: boolean): string {
  const { protocol, origin } = new URL(url);
  if (protocol === 'https:' || (dev && protocol === 'http:' && isLoopback(new URL(url)))) {
    return origin;
  }
  throw new RangeError('Defender and Graph are called over https only');
}
