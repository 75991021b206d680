import type { Incident } from '../domain/alert';
import { isLike } from '../domain/glob';
import type { Policy } from './schema';

/** An automatic rule of the policy. */
export type Rule = Policy['triggers'][number];

/** Returns the rules that match an incident, in file order. An empty condition matches any. */
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

/** Finds a rule by name, ignoring case, quotes and spacing. */
export function ruleNamed(name: string, { triggers }: Pick<Policy, 'triggers'>) {
  const said = (word: string) =>
    word
      .replace(/["'\s]+/g, ' ')
      .trim()
      .toLowerCase();
  return triggers.find((trigger) => said(trigger.name) === said(name));
}
