import type { Incident, Severity } from '../../domain/alert';
import { t } from '../../language/language';

/** A severity has a word and a glyph; no card shows it by colour alone. */
export function severityMark(severity: Incident['severity']): string {
  switch (severity) {
    case 'high':
      return t`High ▲`;
    case 'medium':
      return t`Medium ■`;
    case 'low':
      return t`Low ▽`;
    case 'informational':
      return t`Info ○`;
    case 'unknown':
      return t`Severity unknown`;
  }
}

/** Within a line: "severity high". */
export function severityWord(severity: Severity): string {
  switch (severity) {
    case 'high':
      return t`high`;
    case 'medium':
      return t`medium`;
    case 'low':
      return t`low`;
    case 'informational':
      return t`informational`;
  }
}
