import type { Card } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import type { Suggestion } from '../../domain/errors';
import { isOnline, isServer, isSupported, type Machine } from '../../domain/machine';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { type Button, buttons } from '../kit/button';
import { listed } from '../kit/listed';
import { machineName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { moment } from '../kit/time';

export interface CollectMany {
  readonly draft: Draft;
  readonly machines: readonly Machine[];
  readonly unknown: readonly string[];
  /** Similar names for the first unknown ones, in their order. */
  readonly near: readonly (string | undefined)[];
  readonly folded: number;
  /** Machines with a package of the last hour. */
  readonly recent: readonly Machine[];
  /** The requester confirmed without a reason. */
  readonly lacksReason?: boolean;
  /** Ids of the machines that need approval. */
  readonly waiting: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
  /** Rarely used buttons, shown where a client has room. */
  readonly more: readonly Suggestion[];
}

/** Data of `cards/collect-many.json`: the effect of a long list, before anything happens. */
export interface CollectManyCard {
  readonly title: string;
  readonly lines: readonly string[];
  /** No reason was given, and this many machines need one. */
  readonly asksWhy: boolean;
  /** Whether the button sends the reason: confirming requires it, cancelling and refining don't. */
  readonly buttons: readonly (Button & { readonly inputs: 'auto' | 'none' })[];
  readonly more: CollectManyCard['buttons'];
  readonly small: string;
}

const maxNamed = 8;

export function collectManyCard(list: CollectMany, view: RenderContext): Card {
  const title = t`Collect packages from ${list.machines.length} devices?`;
  const data: CollectManyCard = {
    title,
    lines: linesOf(list).filter((line) => line !== ''),
    asksWhy: !list.draft.reason,
    buttons: withInputs(list.suggestions),
    more: withInputs(list.more),
    small: smallPrint(list.draft, view),
  };
  return render('collect-many', data, { summary: title });
}

function withInputs(suggestions: readonly Suggestion[]): CollectManyCard['buttons'] {
  return buttons(suggestions).map((button) => ({
    ...button,
    inputs: button.verb === 'collect' ? 'auto' : 'none',
  }));
}

function smallPrint({ askedBy, expiresAt, id }: Draft, view: RenderContext): string {
  return [
    t`Expires ${moment(expiresAt, view)}`,
    t`only ${clean(askedBy.name, 64)} can choose`,
    t`List ${id}`,
  ].join(' · ');
}

function linesOf(list: CollectMany): string[] {
  const { folded, lacksReason, machines, near, recent, unknown, waiting } = list;
  const online = machines.filter(isOnline).length;
  const offline = machines.length - online;
  const strange = machines.filter((machine) => !isSupported(machine)).length;
  const servers = machines.filter(isServer);
  const held = machines.filter(({ id }) => waiting.has(id));
  return [
    t`Nothing has been collected yet.`,
    lacksReason ? t`Add a reason: it’s required for this many devices.` : '',
    [
      t`${online} online`,
      offline > 0 ? t`${offline} offline (will wait)` : '',
      strange > 0 ? t`${strange} not Windows (Defender may reject)` : '',
      unknown.length > 0 ? t`${unknown.length} unknown` : '',
    ]
      .filter(Boolean)
      .join(' · '),
    unknown.length > 0 ? t`Unknown: ${strangers(unknown, near)}` : '',
    servers.length > 0 ? t`Includes ${servers.length} servers: ${named(servers)}` : '',
    held.length > 0 ? t`Needs approval: ${named(held)}` : '',
    recent.length > 0 ? t`Collected within the last hour: ${named(recent)}` : '',
    folded > 0 ? t`Duplicates removed: ${folded}` : '',
    expected(machines.length),
  ];
}

function strangers(unknown: readonly string[], near: CollectMany['near']): string {
  const shown = unknown.slice(0, maxNamed).map((typed, at) => {
    const name = clean(typed, 64);
    return near[at] ? t`“${name}” (did you mean ${near[at]}?)` : `“${name}”`;
  });
  return listed(shown, unknown.length);
}

function named(machines: readonly Machine[]): string {
  return listed(machines.slice(0, maxNamed).map(machineName), machines.length);
}

/** A collection takes 5 to 15 minutes, all in parallel; then two links a minute. */
function expected(machines: number): string {
  const links = Math.ceil(machines / 2) - 1;
  return t`Expected ${5 + links}–${15 + links} min. Links are prepared 2 per minute (Defender’s limit).`;
}
