import { defang } from '../../domain/ip';
import type { IpRow } from '../../domain/ip-row';
import { ipClassWords } from '../../domain/ipv4-class';
import { isInternal } from '../../domain/own-ranges';
import { clean } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { listed } from '../kit/listed';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';

/** One address on the card: what it is in bold, then what is known of it. */
export interface IpLine {
  /** High, medium or nothing known: the word stands in `facts` too. */
  readonly glyph: string;
  readonly address: string;
  readonly facts: string;
}

/** What a machine's own record says of itself; all else is evidence of an alert. */
const ownKinds: ReadonlySet<string> = new Set(['device', 'interface', 'egress']);

export function ipLine(row: IpRow, view: RenderContext): IpLine {
  const verdict = worst(row.verdicts);
  const inside = row.embedded ? ` (${t`holds ${defang(row.embedded)}`})` : '';
  // Only what people do not know by heart is written down: a public address is the usual case.
  const kind = row.own ? clean(row.own, 40) : renderMessage(ipClassWords[row.class]);
  return {
    glyph: { malicious: '▲', suspicious: '■', other: '○' }[verdict ?? 'other'],
    address: `${isInternal(row) ? row.address : defang(row.address)}${inside} · ${kind}`,
    facts: [
      verdictWord(row.verdicts),
      networkWords(row),
      ...remembered(row),
      t`${row.alerts.length} alerts`,
      row.incidents.length > 1 ? t`${row.incidents.length} incidents` : '',
      machines(row.machines),
      prevalence(row),
      ...whereFrom(row),
      seen(row, view),
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/** "AS64500 Example Net, NL · Tor exit": what the database says, and the country as Defender wrote it before that. */
export function networkWords({
  country,
  network = {},
}: Pick<IpRow, 'country' | 'network'>): string {
  const { asn, marks = [], owner } = network;
  const system = [asn ? `AS${asn}` : '', owner ? clean(owner, 40) : ''].filter(Boolean).join(' ');
  const where = country ? clean(country, 4) : network.country;
  const whose = [system, where].filter(Boolean).join(', ');
  return [whose, ...marks.map(markWord)].filter(Boolean).join(' · ');
}

function markWord(mark: string): string {
  const words: Readonly<Record<string, () => string>> = {
    anycast: () => t`anycast`,
    hosting: () => t`hosting provider`,
    'Tor exit': () => t`Tor exit`,
    VPN: () => t`VPN`,
    proxy: () => t`proxy`,
  };
  return words[mark]?.() ?? clean(mark, 20);
}

/** "new", or how often it came lately and where else. */
function remembered({ history }: IpRow): string[] {
  if (!history) return [];
  if (history.isNew) return [t`new`];
  const { alertsThisWeek, alsoIn } = history;
  const shown = alsoIn.slice(0, 2).map((incident) => clean(incident, 20));
  const others = listed(shown, alsoIn.length);
  const also = () =>
    alsoIn.length > 1 ? t`also in incidents ${others}` : t`also in incident ${others}`;
  return [
    alertsThisWeek > 0 ? t`seen ${alertsThisWeek}× this week` : t`seen before`,
    shown.length > 0 ? also() : '',
  ];
}

/** Of all machines of the organisation, in the last 30 days. Nobody wonders who talked to a machine of ours. */
function prevalence({ kinds, prevalence: told }: IpRow): string {
  const isOursOnly = kinds.every((kind) => ownKinds.has(kind));
  return told === undefined || isOursOnly ? '' : t`${told} machines here talked to it`;
}

/** The worst of what Defender thinks of it. */
export function worst(verdicts: readonly string[]): 'malicious' | 'suspicious' | undefined {
  const said = new Set(verdicts.map((verdict) => verdict.toLowerCase()));
  if (said.has('malicious')) return 'malicious';
  return said.has('suspicious') ? 'suspicious' : undefined;
}

/** The same for people. */
export function verdictWord(verdicts: readonly string[]): string | undefined {
  const verdict = worst(verdicts);
  if (verdict === 'malicious') return t`malicious`;
  return verdict && t`suspicious`;
}

function machines(names: readonly string[]): string {
  const shown = names.slice(0, 2).map((name) => clean(name.split('.')[0]!.toUpperCase(), 40));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [t`${more} more`] : [])].join(', ');
}

/** Where alerts name it, and whether it is a machine of ours itself. */
function whereFrom({ kinds, roles }: IpRow): string[] {
  const places = [...new Set(kinds.flatMap(placeOf))].slice(0, 3).join(', ');
  const known = roles.slice(0, 2).map(inWords).join(', ');
  const isOwn = kinds.includes('device') || kinds.includes('interface');
  return [
    places === '' ? '' : known ? t`from ${places} as ${known}` : t`from ${places}`,
    isOwn ? t`the machine’s own address` : '',
    kinds.includes('egress') ? t`the machine’s address on the internet` : '',
  ];
}

/** Where an address was found, for people; nothing for what only a machine's own record says. */
function placeOf(kind: string): string[] {
  switch (kind) {
    case 'Ip':
      return [t`evidence`];
    case 'alert':
      return [t`the alert’s list`];
    default:
      return ownKinds.has(kind) ? [] : [t`${clean(kind, 30)} evidence`];
  }
}

/** `commandAndControl` as "command and control". */
function inWords(role: string): string {
  return clean(role, 30).replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

function seen({ firstSeen, lastSeen }: IpRow, view: RenderContext): string {
  const [first, last] = [moment(firstSeen), moment(lastSeen)];
  if (!first) return '';
  const begun = clock(first, view);
  const ended = last ? clock(last, view) : begun;
  return begun === ended ? t`seen ${begun}` : t`first ${begun}, last ${ended}`;
}

/** What Defender wrote as a time; nothing when it is none. */
function moment(written: string | undefined): Date | undefined {
  const at = new Date(written ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
