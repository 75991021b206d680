import type { Card } from '../domain/card';
import type { Draft } from '../domain/draft';
import type { Suggestion } from '../domain/errors';
import { isOnline, isServer, isSupported, type Machine } from '../domain/machine';
import { clean } from '../domain/text';
import { type Button, buttons } from './button';
import { machineName } from './name';
import { render } from './render';
import { count, moment } from './time';
import type { View } from './view';

export interface CollectMany {
  readonly draft: Draft;
  readonly machines: readonly Machine[];
  readonly unknown: readonly string[];
  /** For the first of the unknown, in their order: a name that is close. */
  readonly near: readonly (string | undefined)[];
  readonly folded: number;
  /** Machines with a package of the last hour. */
  readonly recent: readonly Machine[];
  /** Ids of the machines that need somebody's word. */
  readonly waiting: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
}

/** What `cards/collect-many.json` shows: what a long list comes to, before anything happens. */
export interface CollectManyCard {
  readonly title: string;
  readonly lines: readonly string[];
  /** No reason was given yet, and so many machines deserve one. */
  readonly asksWhy: boolean;
  readonly buttons: readonly Button[];
  readonly small: string;
}

const mostNamed = 8;

export function collectManyCard(list: CollectMany, view: View): Card {
  const title = `Collect packages from ${count(list.machines.length, 'machine')}?`;
  const data: CollectManyCard = {
    title,
    lines: linesOf(list).filter((line) => line !== ''),
    asksWhy: !list.draft.reason,
    buttons: buttons(list.suggestions),
    small: `Expires ${moment(list.draft.expiresAt, view)} · only ${clean(list.draft.askedBy.name, 64)} can choose · List ${list.draft.id}`,
  };
  return render('collect-many', data, { summary: title });
}

function linesOf({ machines, unknown, near, folded, recent, waiting }: CollectMany): string[] {
  const online = machines.filter(isOnline).length;
  const offline = machines.length - online;
  const strange = machines.filter((machine) => !isSupported(machine)).length;
  const servers = machines.filter(isServer);
  const held = machines.filter(({ id }) => waiting.has(id));
  return [
    'Nothing was collected yet.',
    [
      `${online} online`,
      offline > 0 ? `${offline} offline (will wait)` : '',
      strange > 0 ? `${strange} not for Windows packages (Defender may refuse)` : '',
      unknown.length > 0 ? `${unknown.length} unknown` : '',
    ]
      .filter(Boolean)
      .join(' · '),
    unknown.length > 0 ? `Unknown: ${strangers(unknown, near)}` : '',
    servers.length > 0 ? `Includes ${count(servers.length, 'server')}: ${named(servers)}` : '',
    held.length > 0 ? `Needs approval: ${named(held)}` : '',
    recent.length > 0 ? `Collected within the last hour: ${named(recent)}` : '',
    folded > 0 ? `Duplicates removed: ${folded}` : '',
    `Expected ${expected(machines.length)}. Links are prepared 2 per minute (Defender’s limit).`,
  ];
}

function strangers(unknown: readonly string[], near: CollectMany['near']): string {
  const shown = unknown.slice(0, mostNamed).map((typed, at) => {
    const hint = near[at] ? ` (did you mean ${near[at]}?)` : '';
    return `“${clean(typed, 64)}”${hint}`;
  });
  return listed(shown, unknown.length);
}

function named(machines: readonly Machine[]): string {
  return listed(machines.slice(0, mostNamed).map(machineName), machines.length);
}

function listed(shown: readonly string[], of: number): string {
  return of > shown.length ? `${shown.join(', ')} and ${of - shown.length} more` : shown.join(', ');
}

/** A collection takes 5 to 15 minutes, all at the same time; then two links a minute. */
function expected(machines: number): string {
  const links = Math.ceil(machines / 2) - 1;
  return `${5 + links}–${15 + links} min`;
}
