import { t } from '../../language/language';

/** "WS-042, WS-043 and 3 more": the first names, and the number of the rest. */
export function listed(shown: readonly string[], of: number): string {
  const names = shown.join(', ');
  return of > shown.length ? t`${names} and ${of - shown.length} more` : names;
}
