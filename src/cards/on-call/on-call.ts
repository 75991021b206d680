import type { Card } from '../../domain/card';
import type { Suggestion } from '../../domain/errors';
import { type FailureAlert, isResolved, jobsOf, nextStep } from '../../domain/failure-alert';
import { theLeads } from '../../domain/on-call';
import { channelOf, type Place } from '../../domain/place';
import { escapeMarkdown, markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { type Button, buttons } from '../kit/button';
import type { Fact } from '../kit/fact';
import { type Mention, mentionOf } from '../kit/mention';
import { unescaped } from '../kit/message';
import { personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import {
  countdown,
  failureAlertDetails,
  failureAlertFacts,
  headline,
  stateLine,
  stepName,
  timeline,
} from './on-call-words';

/**
 * Data of `cards/on-call.json`: a failure, its assignee, and who is next. The rest is behind
 * "More".
 */
export interface OnCallCard {
  readonly id: string;
  readonly version: number;
  /** "Dana Reyes, you’re on call:", with a mention in channels. */
  readonly needs: SafeText;
  readonly title: SafeText;
  readonly color: 'Attention' | 'Default' | 'Good';
  /** The cause, and the state after an action. */
  readonly lines: readonly SafeText[];
  /** Three at most. */
  readonly facts: readonly Fact[];
  readonly countdown: SafeText;
  /** A press is checked against the version of the alert that was rendered. */
  readonly buttons: readonly (Button & { readonly version: number })[];
  /** The incident or the machine in Defender's portal; empty without one. */
  readonly page: string;
  readonly hasMore: boolean;
  /** What to do, and the pages so far. */
  readonly history: readonly SafeText[];
  readonly details: readonly Fact[];
  readonly more: OnCallCard['buttons'];
  /** Possible assignees for escalate and hand over; without a choice it is the next level. */
  readonly whom: readonly Choice[];
  readonly nextOne: string;
}

export interface Choice {
  readonly title: string;
  readonly value: string;
}

export interface OnCallOptions {
  /** In channels: mentions the person who is needed. */
  readonly mentions?: boolean;
  /** The people of the schedule. */
  readonly whom?: readonly Choice[];
}

/** The card of a failure alert, the same for everybody; in a channel it mentions who is needed. */
export function onCallCard(
  failureAlert: FailureAlert,
  view: RenderContext,
  { mentions = false, whom = [] }: OnCallOptions = {},
): Card {
  const id = refOf(failureAlert);
  const called = failureAlert.state === 'open' ? (failureAlert.pages.at(-1)?.to.people ?? []) : [];
  const at = mentions ? called.map(mentionOf) : [];
  const title = headline(failureAlert, view);
  const over = isResolved(failureAlert);
  const { cause, advice } = failureAlert.failure;
  const next = nextStep(failureAlert);
  const state = stateLine(failureAlert, view);
  const more = versioned(failureAlert, secondary(failureAlert));
  const data: OnCallCard = {
    id,
    version: failureAlert.version,
    needs: needed(failureAlert, called.length > 0 ? namesOf(called, at) : undefined),
    title: md`${over ? '✅' : '❌'} ${markdown(title)}`,
    color: over ? 'Good' : failureAlert.state === 'open' ? 'Attention' : 'Default',
    lines: [escapeMarkdown(renderMessage(cause), 400), ...(state ? [state] : [])],
    facts: failureAlertFacts(failureAlert, view),
    countdown: countdown(failureAlert, view),
    buttons: versioned(failureAlert, buttons(first(failureAlert))),
    page: pageOf(failureAlert, view),
    hasMore: true,
    history: [
      ...(advice && !over ? [escapeMarkdown(renderMessage(advice), 400)] : []),
      ...timeline(failureAlert, view),
    ],
    details: failureAlertDetails(failureAlert),
    more,
    whom: over ? [] : choices(failureAlert, whom),
    nextOne: next ? stepName(next) : t`choose`,
  };
  const summary = over ? t`${unescaped(title)}: resolved` : unescaped(title);
  const smaller = (larger: OnCallCard) => ({
    ...larger,
    details: [],
    whom: [],
  });
  const why = mentions
    ? md`Why am I seeing this? This channel gets operations alerts. More: why ${id}`
    : md`Why am I seeing this? You’re on the escalation path, a lead, or subscribed. More: why ${id}`;
  return withMentions(render('on-call', data, { summary, smaller: [smaller], why }), at);
}

/** The key of an alert's card in a place, by which a pressed button finds it. */
export function failureAlertCardKey(
  { id }: Pick<FailureAlert, 'id'>,
  { conversationId }: Place,
): string {
  return `${id}@${channelOf(conversationId)}`;
}

/** A single job is referred to by its own id, which people already know; several by the alert's. */
export function refOf(failureAlert: FailureAlert): string {
  const [only, ...others] = jobsOf(failureAlert);
  return only && others.length === 0 ? only : failureAlert.id;
}

const maxChoices = 20;

/** Everybody except the assignee; leads are in the chain where there are any. */
export function choices(failureAlert: FailureAlert, whom: readonly Choice[]): Choice[] {
  const { chain, assignee, pages, state } = failureAlert;
  const called = state === 'open' ? (pages.at(-1)?.to.people ?? []) : [];
  const has = new Set([...called, ...(assignee ? [assignee] : [])].map(({ name }) => name));
  const leads = chain.some(({ name }) => name === theLeads);
  return [
    ...whom.filter(({ title }) => !has.has(title)).slice(0, maxChoices),
    ...(leads ? [{ title: t`The leads`, value: 'leads' }] : []),
  ];
}

function needed(failureAlert: FailureAlert, names: SafeText | undefined): SafeText {
  if (failureAlert.state !== 'open') return unsafeMarkdown('');
  if (names) return md`${markdown(names)}, you’re on call:`;
  return failureAlert.step === 0
    ? md`Nobody is on call. Someone in this channel needs to take it.`
    : md`No one acknowledged. Someone in this channel needs to take it.`;
}

function namesOf(
  people: FailureAlert['chain'][number]['people'],
  at: readonly Mention[],
): SafeText {
  if (at.length > 0) return unsafeMarkdown(at.map(({ text: words }) => words).join(' '));
  return md`${people.map(personName).join(', ')}`;
}

function first(failureAlert: FailureAlert): Suggestion[] {
  const button = (title: string, verb: string) => ({ title, verb, words: [failureAlert.id] });
  const escalate = nextStep(failureAlert) ? [button(t`Escalate`, 'escalate')] : [];
  const { state } = failureAlert;
  if (isResolved(failureAlert)) return [];
  return [
    state === 'acknowledged' ? button(t`Resolve`, 'resolve') : button(t`Acknowledge`, 'ack'),
    ...escalate,
  ];
}

/** Behind "More", next to their inputs; each can also be typed. */
function secondary(failureAlert: FailureAlert): Button[] {
  if (isResolved(failureAlert)) return [];
  const { id, state } = failureAlert;
  const button = (title: string, verb: string) => ({ title, verb, words: [id] });
  return [
    ...retryOf(failureAlert),
    button(t`Escalate to…`, 'escalate'),
    button(t`Hand over`, 'handover'),
    ...(state === 'snoozed' ? [] : [button(t`Snooze`, 'snooze')]),
    ...(state === 'acknowledged' ? [] : [button(t`Resolve`, 'resolve')]),
  ];
}

/** The incident in Defender's portal. */
function pageOf({ jobFailures }: FailureAlert, { portal }: RenderContext): string {
  const [incident, ...others] = new Set(jobFailures.flatMap(({ incident: id }) => id ?? []));
  return portal && incident && others.length === 0
    ? `${portal}/incidents/${encodeURIComponent(incident.toWellFormed())}`
    : '';
}

export function versioned(
  { version }: FailureAlert,
  plain: readonly Button[],
): OnCallCard['buttons'] {
  return plain.map((button) => ({ ...button, version }));
}

function retryOf(failureAlert: FailureAlert): Button[] {
  const [job, ...others] = jobsOf(failureAlert);
  const isCollection = failureAlert.jobFailures.every(({ packageId }) => packageId);
  return job && others.length === 0 && isCollection
    ? [{ title: t`Retry`, verb: 'retry', words: [job] }]
    : [];
}

function withMentions(card: Card, at: readonly Mention[]): Card {
  if (at.length === 0) return card;
  return { ...card, content: { ...card.content, msteams: { entities: at } } };
}
