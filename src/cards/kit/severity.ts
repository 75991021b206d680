import type { Incident, Severity } from '../../domain/alert';
import { say } from '../../language/language';

/** A severity is told by word and glyph; no card says it by colour alone. */
export function severityMark(severity: Incident['severity']): string {
  switch (severity) {
    case 'high':
      return say`High ▲`;
    case 'medium':
      return say`Medium ■`;
    case 'low':
      return say`Low ▽`;
    case 'informational':
      return say`Info ○`;
    case 'unknown':
      return say`Severity unknown`;
  }
}

/** In the midst of a line: "severity high". */
export function severityWord(severity: Severity): string {
  switch (severity) {
    case 'high':
      return say`high`;
    case 'medium':
      return say`medium`;
    case 'low':
      return say`low`;
    case 'informational':
      return say`informational`;
  }
}
