import { defang } from '../domain/ip';
import { type IpRow, isInternal } from '../domain/ip-report';
import { clean } from '../domain/text';
import { clock, count } from './time';
import type { View } from './view';

/** One address on the card: what it is in bold, then what is known of it. */
export interface IpLine {
  /** High, medium or nothing known: the word stands in `facts` too. */
  readonly glyph: string;
  readonly address: string;
  readonly facts: string;
}

/** Where an address was found, for people. */
const places: Readonly<Record<string, string>> = {
  Ip: 'evidence',
  alert: "the alert's list",
  device: 'a machine',
  egress: 'a machine, outside',
  interface: 'a machine',
};

export function ipLine(row: IpRow, view: View): IpLine {
  const verdict = worst(row.verdicts);
  const inside = row.embedded ? ` (holds ${defang(row.embedded)})` : '';
  // Only what people do not know by heart is written down: a public address is the usual case.
  const kind = row.own ? clean(row.own, 40) : row.class;
  return {
    glyph: { malicious: '▲', suspicious: '■', other: '○' }[verdict ?? 'other'],
    address: `${isInternal(row) ? row.address : defang(row.address)}${inside} · ${kind}`,
    facts: [
      verdict,
      row.country && clean(row.country, 4),
      ...remembered(row),
      count(row.alerts.length, 'alert'),
      row.incidents.length > 1 ? count(row.incidents.length, 'incident') : '',
      machines(row.machines),
      prevalence(row),
      `from ${whereFrom(row)}`,
      seen(row, view),
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/** "new", or how often it came lately and where else. */
function remembered({ history }: IpRow): string[] {
  if (!history) return [];
  if (history.isNew) return ['new'];
  const { alertsThisWeek, alsoIn } = history;
  const shown = alsoIn.slice(0, 2).map((incident) => clean(incident, 20));
  const more = alsoIn.length - shown.length;
  const others = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [
    alertsThisWeek > 0 ? `seen ${alertsThisWeek}× this week` : 'seen before',
    shown.length > 0 ? `also in incident${alsoIn.length > 1 ? 's' : ''} ${others}` : '',
  ];
}

/** Of all machines of the organisation, in the last 30 days. */
function prevalence({ prevalence: told }: IpRow): string {
  return told === undefined ? '' : `${count(told, 'machine')} here talked to it`;
}

/** The worst of what Defender thinks of it. */
export function worst(verdicts: readonly string[]): 'malicious' | 'suspicious' | undefined {
  const said = new Set(verdicts.map((verdict) => verdict.toLowerCase()));
  if (said.has('malicious')) return 'malicious';
  return said.has('suspicious') ? 'suspicious' : undefined;
}

function machines(names: readonly string[]): string {
  const shown = names.slice(0, 2).map((name) => clean(name.split('.')[0]!.toUpperCase(), 40));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function whereFrom({ kinds, roles }: IpRow): string {
  const named = new Set(kinds.map((kind) => places[kind] ?? `${clean(kind, 30)} evidence`));
  const as =
    roles.length > 0
      ? ` as ${roles
          .slice(0, 2)
          .map((role) => inWords(role))
          .join(', ')}`
      : '';
  return `${[...named].slice(0, 3).join(', ')}${as}`;
}

/** `commandAndControl` as "command and control". */
function inWords(role: string): string {
  return clean(role, 30).replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

function seen({ firstSeen, lastSeen }: IpRow, view: View): string {
  const [first, last] = [moment(firstSeen), moment(lastSeen)];
  if (!first) return '';
  const begun = clock(first, view);
  const ended = last ? clock(last, view) : begun;
  return begun === ended ? `seen ${begun}` : `first ${begun}, last ${ended}`;
}

/** What Defender wrote as a time; nothing when it is none. */
function moment(written: string | undefined): Date | undefined {
  const at = new Date(written ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
