import { type Incident, type Severity, severities } from './alert';

/** The incidents a conversation subscribes to; an absent field matches any. */
export interface IncidentFilter {
  readonly minimumSeverity?: Severity;
  readonly source?: string;
  readonly tag?: string;
}

/** Returns whether the filter matches the incident. Unknown severity matches any. */
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

/** `office365` matches `microsoftDefenderForOffice365`. */
function holds(text: string, part: string): boolean {
  const compact = (word: string) => word.replace(/[\s_-]/g, '').toLowerCase();
  return compact(text).includes(compact(part));
}
