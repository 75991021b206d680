import type { Incident } from '../domain/alert';
import { isLike } from '../domain/glob';
import type { Policy } from './schema';

/** A rule of the policy that acts by itself. */
export type Rule = Policy['triggers'][number];

/** The rules that an incident meets, in the order of the file. An empty condition means any. */
export function rulesFor(incident: Incident, { triggers }: Pick<Policy, 'triggers'>): Rule[] {
  return triggers.filter((trigger) => meets(incident, trigger));
}

function meets({ alerts, name, severity }: Incident, { incident: wanted }: Rule): boolean {
  const titles = [name, ...alerts.map(({ title }) => title)];
  const categories = alerts.map(({ category }) => category ?? '');
  const sources = alerts.map(({ source }) => source ?? '');
  return (
    isAmong(severity === 'unknown' ? [] : [severity], wanted.severity, isSame) &&
    isAmong(titles, wanted.titles, isLike) &&
    isAmong(categories, wanted.categories, isSame) &&
    isAmong(sources, wanted.sources, isSame)
  );
}

function isAmong(
  found: readonly string[],
  wanted: readonly string[],
  is: (found: string, wanted: string) => boolean,
): boolean {
  return wanted.length === 0 || wanted.some((one) => found.some((other) => is(other, one)));
}

/** `CredentialAccess` is `Credential access`; `microsoftDefender*` is all of them. */
function isSame(found: string, wanted: string): boolean {
  const compact = (word: string) => word.replace(/[\s_-]/g, '').toLowerCase();
  if (wanted.includes('*')) return isLike(compact(found), compact(wanted));
  return compact(found) === compact(wanted);
}

/** The rule of that name; names are compared as people say them. */
export function ruleNamed(name: string, { triggers }: Pick<Policy, 'triggers'>) {
  const said = (word: string) =>
    word
      .replace(/["'\s]+/g, ' ')
      .trim()
      .toLowerCase();
  return triggers.find((trigger) => said(trigger.name) === said(name));
}
