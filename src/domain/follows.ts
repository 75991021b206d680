import { type Incident, type Severity, severities } from './alert';

/** What a conversation wants of incidents; what is absent means any. */
export interface IncidentFilter {
  readonly minimumSeverity?: Severity;
  readonly source?: string;
  readonly tag?: string;
}

/** Whether an incident is one that the filter means. One of unknown severity may be anything. */
export function follows(
  { minimumSeverity, source, tag }: IncidentFilter,
  { alerts, severity, tags }: Pick<Incident, 'alerts' | 'severity' | 'tags'>,
): boolean {
  const isGrave =
    !minimumSeverity ||
    severity === 'unknown' ||
    severities.indexOf(severity) >= severities.indexOf(minimumSeverity);
  const isFrom = !source || alerts.some((alert) => holds(alert.source ?? '', source));
  const isTagged = !tag || tags.some((one) => one.toLowerCase() === tag.toLowerCase());
  return isGrave && isFrom && isTagged;
}

/** `office365` stands in `microsoftDefenderForOffice365`. */
function holds(text: string, part: string): boolean {
  const compact = (word: string) => word.replace(/[\s_-]/g, '').toLowerCase();
  return compact(text).includes(compact(part));
}
