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

// Links that Microsoft wraps around others. Source: https://learn.microsoft.com/defender-office-365/safe-links-about (read 2026-11-20)
const wrapper =
  /^https:\/\/(?:[a-z0-9]{1,20}\.safelinks\.protection\.(?:outlook\.(?:com|us)|office365\.us)(?:\/[a-z0-9-]{1,40}){0,4}|statics\.teams\.cdn\.(?:office|live)\.net\/[^?#\s]{0,200}safelinks[^?#\s]{0,200})\/?\?(?:[^#\s]{0,2000}&)?url=([^&#\s]{1,4000})/i;
const maxWraps = 3;

/** The link that a Safe Link leads to; any other link as it is. */
export function unwrapped(address: string): string {
  let link = address;
  for (let wraps = 0; wraps < maxWraps; wraps += 1) {
    const [, inner] = wrapper.exec(link) ?? [];
    if (!inner) break;
    try {
      const address = decodeURIComponent(inner);
      link = /^https?%3a/i.test(address) ? decodeURIComponent(address) : address;
    } catch {
      break;
    }
  }
  return link;
}

/** The machine, incident or alert of a link into Defender's portal, or nothing. */
export function portalTarget(link: string): PortalTarget | undefined {
  if (!/^https?:/i.test(link)) return undefined;
  const address = unwrapped(link);
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
