import type { Incident } from '../domain/alert';

/** A severity is told by word and glyph; no card says it by colour alone. */
export function severityMark(severity: Incident['severity']): string {
  return {
    high: 'High ▲',
    medium: 'Medium ■',
    low: 'Low ▽',
    informational: 'Info ○',
    unknown: 'Severity unknown',
  }[severity];
}
