import type { Incident } from '../domain/alert';
import type { Card } from '../domain/card';
import { clean } from '../domain/text';
import { type Fact, fact } from './fact';
import { machineName } from './name';
import { render } from './render';
import { severityMark } from './severity';
import type { StateMark } from './state';
import { clock, count } from './time';
import type { View } from './view';

/** A machine of the incident and what happens to it. */
export interface MachineLine {
  readonly id: string;
  /** Foreign text. */
  readonly name: string;
  readonly glyph: string;
  readonly word: string;
  /** Somebody may still stop it. */
  readonly isOpen: boolean;
  readonly ref?: string;
}

/** What a rule of the policy does: “high-severity” `says`. */
export interface RuleLine {
  readonly name: string;
  readonly says: string;
}

export interface IncidentOnCard {
  readonly incident: Incident;
  readonly mergedInto?: string;
  readonly rules: readonly RuleLine[];
  readonly machines: readonly MachineLine[];
}

/** What `cards/incident.json` shows: what happened, how grave, and what becomes of each machine. */
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
  readonly page: string;
}

const mostMachines = 5;
const mostRules = 4;

/** Says no time that passes by itself: the card changes only when something happened. */
export function incidentCard(shown: IncidentOnCard, view: View): Card {
  const { incident, machines, mergedInto, rules } = shown;
  const { severity, url } = incident;
  const summary = `${severityMark(severity)} · Incident ${clean(incident.id, 40)} · ${nameOf(incident)}`;
  const names = [...new Set(rules.map(({ name }) => name))];
  const data: IncidentCard = {
    id: clean(incident.id, 40),
    title: severity === 'high' ? `⚠️ ${summary}` : summary,
    color: severity === 'high' ? 'Attention' : 'Default',
    lines: mergedInto ? [`Merged into incident ${clean(mergedInto, 40)}.`] : linesOf(rules),
    rows: mergedInto ? [] : rowsOf(machines),
    more:
      machines.length > mostMachines
        ? `Showing ${mostMachines} of ${machines.length} machines.`
        : '',
    facts: factsOf(incident, view),
    mutes: names.slice(0, 1).map((name) => ({ name: clean(name, 80) })),
    stoppable: !mergedInto && machines.some(({ isOpen }) => isOpen),
    page: url ?? '',
  };
  return render('incident', data, { summary });
}

function nameOf({ name }: Incident): string {
  return clean(name, 160) || 'without a name';
}

function linesOf(rules: readonly RuleLine[]): string[] {
  if (rules.length === 0) return ['No rule applies. Nothing was started.'];
  const lines = rules.slice(0, mostRules);
  const rest = rules.length - lines.length;
  return [
    ...lines.map(({ name, says }) => `Rule “${clean(name, 80)}” ${says}.`),
    ...(rest > 0 ? [`And ${rest} more; type “why” to read them.`] : []),
  ];
}

/** What runs comes first when not all can be shown. */
function rowsOf(machines: readonly MachineLine[]) {
  const open = machines.filter(({ isOpen }) => isOpen);
  const rest = machines.filter(({ isOpen }) => !isOpen);
  return [...open, ...rest].slice(0, mostMachines).map(({ glyph, id, name, ref, word }) => ({
    glyph,
    line: `${machineName({ id, name })} · ${word}${ref ? ` · ${ref}` : ''}`,
  }));
}

function factsOf({ alerts, createdAt, status, tags }: Incident, view: View): Fact[] {
  const first = Date.parse(createdAt);
  const newest = alerts.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  const sources = [...new Set(alerts.flatMap(({ source }) => (source ? [productOf(source)] : [])))];
  return [
    ...fact('Alerts', alertsOf(alerts.length, newest?.title)),
    ...fact('Since', Number.isNaN(first) ? undefined : clock(new Date(first), view)),
    ...fact('State', status === 'active' ? undefined : clean(status, 40)),
    ...fact('Source', clean(sources.slice(0, 3).join(', '), 160)),
    ...fact('Tags', clean(tags.slice(0, 5).join(', '), 160)),
  ];
}

function alertsOf(amount: number, newest?: string): string {
  return newest ? `${count(amount, 'alert')}, last: ${clean(newest, 120)}` : count(amount, 'alert');
}

/** `microsoftDefenderForOffice365` as people call it: "Microsoft Defender for Office 365". */
function productOf(source: string): string {
  const spaced = source.replace(/(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])/g, ' ');
  const capital = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return capital.replace(' For ', ' for ');
}
