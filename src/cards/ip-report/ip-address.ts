import type { Card } from '../../domain/card';
import { defang, parseIp } from '../../domain/ip';
import { ipClassWords } from '../../domain/ipv4-class';
import type { Network } from '../../domain/network';
import { isInternal } from '../../domain/own-ranges';
import type { IpDossier } from '../../domain/stored-report';
import { clean } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import type { Button } from '../kit/button';
import { type Fact, fact } from '../kit/fact';
import { listed } from '../kit/listed';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import { networkWords, verdictWord } from './ip-row';

export interface IpAddressFacts {
  /** Canonical. */
  readonly address: string;
  /** Nothing when no report had it. */
  readonly dossier?: IpDossier | undefined;
  /** How many machines talked to it, where Defender was asked just now. */
  readonly told?: number | undefined;
  /** Whose the address is, as the database has it now. */
  readonly network?: Network | undefined;
  /** Whether who asks may collect packages. */
  readonly mayCollect?: boolean | undefined;
}

/** What `cards/ip-address.json` shows: all we know of one address. */
export interface IpAddressCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  readonly alerts: readonly string[];
  readonly buttons: readonly Button[];
}

// More would be a wall; and more machines than a button's words hold are named one by one.
const maxNamed = 6;
const maxCollected = 50;

export function ipAddressCard(facts: IpAddressFacts, view: RenderContext): Card {
  const { address, dossier } = facts;
  const kind = parseIp(address)?.class;
  const own = dossier?.latest.own;
  const inside = kind !== undefined && isInternal({ class: kind, own });
  const shown = inside ? address : defang(address);
  const title = `${shown} · ${own ? clean(own, 40) : kind ? renderMessage(ipClassWords[kind]) : t`unknown`}`;
  const data: IpAddressCard = {
    title,
    lines: dossier ? [] : [t`Not in any report so far.`],
    facts: [...factsOf(facts), ...(dossier ? seenFacts(dossier, view) : [])],
    alerts: dossier ? alertLines(dossier) : [],
    buttons: [
      ...(dossier ? buttonsOf(facts, dossier) : []),
      // It may be a device of ours that has it.
      ...(inside ? [{ title: t`Find the device`, verb: 'machine', words: [address] }] : []),
    ],
  };
  const summary = dossier ? t`${shown} was in ${dossier.alertsKnown} alerts` : title;
  return render('ip-address', data, { summary });
}

function factsOf({ dossier, network, told }: IpAddressFacts): Fact[] {
  const latest = dossier?.latest;
  const talked = told ?? latest?.prevalence;
  return [
    ...fact(t`Verdict`, latest && verdictWord(latest.verdicts)),
    ...fact(
      t`Network`,
      networkWords({ country: latest?.country, network: network ?? latest?.network }),
    ),
    ...fact(
      t`Here`,
      talked === undefined ? undefined : t`${talked} machines talked to it in 30 days`,
    ),
  ];
}

function seenFacts(dossier: IpDossier, view: RenderContext): Fact[] {
  const { alertsKnown, alertsThisWeek, incidents, machines, reports } = dossier;
  const { firstSeen, lastSeen } = dossier;
  return [
    ...fact(t`Alerts`, t`${alertsKnown}, ${alertsThisWeek} in the last 7 days`),
    ...fact(t`Incidents`, some(incidents)),
    ...fact(t`Devices`, some(machines.map(shortened))),
    ...fact(t`First seen`, firstSeen && clock(new Date(firstSeen), view)),
    ...fact(t`Last seen`, lastSeen && clock(new Date(lastSeen), view)),
    ...fact(t`Reports`, some(reports.map(({ at, id }) => `${id} (${clock(new Date(at), view)})`))),
  ];
}

function alertLines({ alerts, alertsKnown }: IpDossier): string[] {
  const lines = alerts.map(({ incident, title }) =>
    [`“${clean(title, 100)}”`, incident ? t`incident ${clean(incident, 20)}` : '']
      .filter(Boolean)
      .join(' · '),
  );
  const more = alertsKnown - alerts.length;
  return more > 0 ? [...lines, t`and ${more} more alerts`] : lines;
}

function buttonsOf({ address, mayCollect }: IpAddressFacts, dossier: IpDossier): Button[] {
  const { incidents } = dossier;
  // A name that is no host name would be read as something else behind a button.
  const names = dossier.machines.filter((name) => /^[\w.-]+$/.test(name)).slice(0, maxCollected);
  const words = [...names, 'because', `it talked to ${defang(address)}`];
  const title =
    names.length === 1 ? t`Collect ${shortened(names[0]!)}` : t`Collect ${names.length} devices`;
  const newest = incidents.at(-1);
  return [
    ...(mayCollect && names.length > 0
      ? [{ title: title.length > 20 ? t`Collect the device` : title, verb: 'collect', words }]
      : []),
    ...(newest && /^\d+$/.test(newest)
      ? [
          {
            title: t`IPs in ${clean(newest, 12)}`,
            verb: 'ips',
            words: ['for', 'incident', newest],
          },
        ]
      : []),
  ];
}

function some(names: readonly string[]): string {
  return listed(
    names.slice(0, maxNamed).map((name) => clean(name, 60)),
    names.length,
  );
}

function shortened(name: string): string {
  return name.split('.')[0]!.toUpperCase();
}
