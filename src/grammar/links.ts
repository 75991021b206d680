/** What a link into Defender's portal points at. */
export interface PortalTarget {
  readonly kind: 'machine' | 'incident' | 'alert';
  readonly id: string;
}

const portalHost =
  /^(?:security|securitycenter)\.(?:microsoft|windows)\.(?:com|us|cn)$|^security\.microsoft\.us$/i;
const portalPaths: readonly [PortalTarget['kind'], RegExp][] = [
  ['machine', /^\/machines\/(?:v2\/)?([0-9a-f]{40})(?:\/|$)/i],
  ['incident', /^\/incidents?2?\/(\d{1,10})(?:\/|$)/i],
  ['alert', /^\/alerts\/([A-Za-z0-9_-]{8,64})(?:\/|$)/i],
];

/** The machine, incident or alert of a link into Defender's portal, or nothing. */
export function portalTarget(address: string): PortalTarget | undefined {
  const parts = /^https?:\/\/([^/?#\s]{1,255})([^?#\s]*)/i.exec(address);
  if (!parts || !portalHost.test(parts[1]!.replace(/:\d+$/, ''))) return undefined;
  for (const [kind, path] of portalPaths) {
    const id = path.exec(parts[2]!)?.[1];
    if (id) return { kind, id: kind === 'machine' ? id.toLowerCase() : id };
  }
  return undefined;
}

/** `[label](url)` as Teams writes what it linked itself: the label was typed, the link was not. */
export function unlink(text: string): string {
  return text.replace(
    /\[([^\][\n]{1,300})\]\(\s?<?(\S{1,2000}?)>?(?:\s"[^"\n]{0,300}")?\)/g,
    (_, label: string, address: string) => (portalTarget(address) ? ` ${address} ` : label),
  );
}

/** Undoes what makes an address harmless to click: `hxxp`, `10[.]20`, `evil(dot)example`. */
export function refang(word: string): string {
  return word
    .replace(/^hxxp/i, 'http')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/[[({](?:\.|dot)[\])}]/gi, '.')
    .replace(/[[({](::?)[\])}]/g, '$1');
}

/** The host of a URL that names nothing but a host; anything else as it is. */
export function hostOf(word: string): string {
  const [, host] = /^[a-z][a-z+.-]{1,10}:\/\/([^/?#@]{1,255})\/?$/i.exec(word) ?? [];
  return host === undefined ? word : host.replace(/:\d+$/, '');
}
