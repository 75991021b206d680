import type { Incident } from '../../domain/alert';
import type { Card } from '../../domain/card';
import type { SeenIncident } from '../../domain/seen-incident';
import { clean, md } from '../../domain/text';
import { t } from '../../language/language';
import { type Fact, fact } from '../kit/fact';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { severityMark } from '../kit/severity';
import type { StateMark } from '../kit/state';
import { clock } from '../kit/time';

/** A machine of the incident and its state. */
export interface MachineLine {
  readonly id: string;
  /** Untrusted text. */
  readonly name: string;
  readonly glyph: string;
  readonly word: string;
  /** Can still be stopped. */
  readonly isOpen: boolean;
  readonly ref?: string;
}

/** What a policy rule does: “high-severity” `says`. */
export interface RuleLine {
  readonly name: string;
  readonly says: string;
}

export interface IncidentOnCard {
  readonly incident: Incident;
  readonly mergedInto?: string;
  readonly stopped?: SeenIncident['stopped'];
  readonly rules: readonly RuleLine[];
  readonly machines: readonly MachineLine[];
}

/** Data of `cards/incident.json`: the incident, its severity, and the state of each machine. */
export interface IncidentCard {
  readonly id: string;
  readonly title: string;
  readonly color: StateMark['color'];
  readonly lines: readonly string[];
  readonly rows: readonly { readonly glyph: string; readonly line: string }[];
  readonly more: string;
  readonly facts: readonly Fact[];
  readonly mutes: readonly { readonly name: string }[];
  readonly stoppable: boolean;
  /** Shows the button that resumes the rules. */
  readonly resumable: boolean;
  readonly page: string;
}

const maxMachines = 5;
const maxRules = 4;

/** Contains no relative times: the card changes only when something happened. */
export function incidentCard(shown: IncidentOnCard, view: RenderContext): Card {
  const { incident, machines, mergedInto, rules, stopped } = shown;
  const { severity, url } = incident;
  const about = t`Incident ${clean(incident.id, 40)}`;
  const summary = `${severityMark(severity)} · ${about} · ${nameOf(incident)}`;
  const names = [...new Set(rules.map(({ name }) => name))];
  const data: IncidentCard = {
    id: clean(incident.id, 40),
    title: severity === 'high' ? `⚠️ ${summary}` : summary,
    color: severity === 'high' ? 'Attention' : 'Default',
    lines: mergedInto
      ? [t`Merged into incident ${clean(mergedInto, 40)}.`]
      : [...linesOf(rules), ...stopLines(shown, view)],
    rows: mergedInto ? [] : rowsOf(machines),
    more:
      machines.length > maxMachines ? t`Showing ${maxMachines} of ${machines.length} devices.` : '',
    facts: factsOf(incident, view),
    mutes: names.slice(0, 1).map((name) => ({ name: clean(name, 80) })),
    stoppable: !mergedInto && !stopped && machines.some(({ isOpen }) => isOpen),
    resumable: !mergedInto && stopped !== undefined,
    page: url ?? '',
  };
  const why = md`Why am I seeing this? This channel or chat is subscribed to incidents. More: why ${data.id}`;
  return render('incident', data, { summary, why });
}

function nameOf({ name }: Incident): string {
  return clean(name, 160) || t`without a name`;
}

function linesOf(rules: readonly RuleLine[]): string[] {
  if (rules.length === 0) return [t`No rule matches.`];
  const lines = rules.slice(0, maxRules);
  const rest = rules.length - lines.length;
  return [
    ...lines.map(({ name, says }) => t`Rule “${clean(name, 80)}” ${says}.`),
    ...(rest > 0 ? [t`${rest} more: type “why” to see them.`] : []),
  ];
}

function stopLines({ incident, stopped }: IncidentOnCard, view: RenderContext): string[] {
  if (!stopped) return [];
  const id = clean(incident.id, 40);
  return [
    t`⏸ Rules stopped by ${personName(stopped.by)} ${clock(stopped.at, view)}.`,
    t`To resume: resume incident ${id}`,
  ];
}

/** If not all fit, running ones come first, then those not started, which may need a person. */
function rowsOf(machines: readonly MachineLine[]) {
  const urgency = ({ isOpen, ref }: MachineLine) => (isOpen ? 2 : ref ? 0 : 1);
  return machines
    .toSorted((a, b) => urgency(b) - urgency(a))
    .slice(0, maxMachines)
    .map(({ glyph, id, name, ref, word }) => ({
      glyph,
      line: `${machineName({ id, name })} · ${word}${ref ? ` · ${ref}` : ''}`,
    }));
}

function factsOf({ alerts, createdAt, status, tags }: Incident, view: RenderContext): Fact[] {
  const first = Date.parse(createdAt);
  const newest = alerts.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  const sources = [...new Set(alerts.flatMap(({ source }) => (source ? [productOf(source)] : [])))];
  return [
    ...fact(t`Alerts`, alertsOf(alerts.length, newest?.title)),
    ...fact(t`Since`, Number.isNaN(first) ? undefined : clock(new Date(first), view)),
    ...fact(t`State`, status === 'active' ? undefined : clean(status, 40)),
    ...fact(t`Source`, clean(sources.slice(0, 3).join(', '), 160)),
    ...fact(t`Tags`, clean(tags.slice(0, 5).join(', '), 160)),
  ];
}

function alertsOf(amount: number, newest?: string): string {
  return newest ? t`${amount} alerts, last: ${clean(newest, 120)}` : t`${amount} alerts`;
}

/** `microsoftDefenderForOffice365` as "Microsoft Defender for Office 365". */
function productOf(source: string): string {
  const spaced = source.replace(/(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])/g, ' ');
  const capital = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return capital.replace(' For ', ' for ');
}
