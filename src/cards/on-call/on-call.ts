import type { Card } from '../../domain/card';
import type { Suggestion } from '../../domain/errors';
import { isResolved, jobsOf, type Notice, nextStep } from '../../domain/failure-alert';
import { theLeads } from '../../domain/on-call';
import { channelOf, type Place } from '../../domain/place';
import { escapeMarkdown, raw, type SafeText, text, trusted } from '../../domain/text';
import { say, translated } from '../../language/language';
import { type Button, buttons } from '../kit/button';
import type { Fact } from '../kit/fact';
import { type Mention, mentionOf } from '../kit/mention';
import { personName } from '../kit/name';
import { unescaped } from './failure-alert';
import { countdown, headline, noticeFacts, stepName, story } from './on-call-words';
import { render } from '../kit/render';
import type { View } from '../kit/render-context';

/** What `cards/on-call.json` shows: a failure, who has it, and whom it goes to next. */
export interface OnCallCard {
  readonly id: string;
  readonly version: number;
  /** "Dana Reyes — needs you": a mention where the place is a channel. */
  readonly needs: SafeText;
  readonly title: SafeText;
  readonly color: 'Attention' | 'Default' | 'Good';
  readonly lines: readonly SafeText[];
  readonly facts: readonly Fact[];
  readonly countdown: SafeText;
  /** The same in words that can be typed. */
  readonly typed: string;
  /** A press is checked against what the notice was when its button was drawn. */
  readonly buttons: readonly (Button & { readonly version: number })[];
  readonly more: OnCallCard['buttons'];
  /** Whom it may be escalated or handed over to; nobody chosen is the next one. */
  readonly whom: readonly Choice[];
  readonly nextOne: string;
}

export interface Choice {
  readonly title: string;
  readonly value: string;
}

export interface OnCallOptions {
  /** In a channel: who is needed is called by name. */
  readonly mentions?: boolean;
  /** The people of the schedule. */
  readonly whom?: readonly Choice[];
}

/** The one card of a notice, the same for everybody; in a channel it mentions who is needed. */
export function onCallCard(
  notice: Notice,
  view: View,
  { mentions = false, whom = [] }: OnCallOptions = {},
): Card {
  const id = refOf(notice);
  const called = notice.state === 'open' ? (notice.pages.at(-1)?.to.people ?? []) : [];
  const at = mentions ? called.map(mentionOf) : [];
  const title = headline(notice, view);
  const over = isResolved(notice);
  const { cause, advice } = notice.trouble;
  const next = nextStep(notice);
  const data: OnCallCard = {
    id,
    version: notice.version,
    needs: needed(notice, called.length > 0 ? namesOf(called, at) : undefined),
    title: text`${over ? '✅' : '❌'} ${raw(title)}`,
    color: over ? 'Good' : notice.state === 'open' ? 'Attention' : 'Default',
    lines: [
      escapeMarkdown(translated(cause), 400),
      ...(advice && !over ? [escapeMarkdown(translated(advice), 400)] : []),
      ...story(notice, view),
    ],
    facts: noticeFacts(notice, view),
    countdown: countdown(notice, view),
    typed: over
      ? ''
      : say`Or type: ack ${id}, escalate ${id} to a name, snooze ${id} until 18:00, handover ${id} to a name, resolve ${id}`,
    buttons: versioned(notice, buttons(first(notice))),
    more: versioned(notice, secondary(notice)),
    whom: over ? [] : choices(notice, whom),
    nextOne: next ? stepName(next) : say`choose`,
  };
  const summary = over ? say`${unescaped(title)}: resolved` : unescaped(title);
  const smaller = (larger: OnCallCard) => ({
    ...larger,
    facts: larger.facts.slice(0, 5),
    whom: [],
  });
  const why = mentions
    ? text`Why am I seeing this? Operations notices are posted here. To read more: why ${id}`
    : text`Why am I seeing this? Failures come to you: by the on-call schedule, as a lead, or as you subscribed. To read more: why ${id}`;
  return withMentions(render('on-call', data, { summary, smaller: [smaller], why }), at);
}

/** A notice has a card in each place; its name is also what a pressed button finds it by. */
export function noticeCardName({ id }: Pick<Notice, 'id'>, { conversationId }: Place): string {
  return `${id}@${channelOf(conversationId)}`;
}

/** One job goes by its own id, which people know already; several by the notice's. */
export function refOf(notice: Notice): string {
  const [only, ...others] = jobsOf(notice);
  return only && others.length === 0 ? only : notice.id;
}

const mostChoices = 20;

/** Everybody who does not have it already; the leads stand in the chain where there are any. */
export function choices(notice: Notice, whom: readonly Choice[]): Choice[] {
  const { chain, holder, pages, state } = notice;
  const called = state === 'open' ? (pages.at(-1)?.to.people ?? []) : [];
  const has = new Set([...called, ...(holder ? [holder] : [])].map(({ name }) => name));
  const leads = chain.some(({ name }) => name === theLeads);
  return [
    ...whom.filter(({ title }) => !has.has(title)).slice(0, mostChoices),
    ...(leads ? [{ title: say`The leads`, value: 'leads' }] : []),
  ];
}

function needed(notice: Notice, names: SafeText | undefined): SafeText {
  if (notice.state !== 'open') return trusted('');
  if (names) return text`${raw(names)} — needs you`;
  return notice.step === 0
    ? text`Nobody is on call. Somebody here has to look at this.`
    : text`Nobody answered. Somebody here has to look at this.`;
}

function namesOf(people: Notice['chain'][number]['people'], at: readonly Mention[]): SafeText {
  if (at.length > 0) return trusted(at.map(({ text: words }) => words).join(' '));
  return text`${people.map(personName).join(', ')}`;
}

function first(notice: Notice): Suggestion[] {
  const button = (title: string, verb: string) => ({ title, verb, words: [notice.id] });
  const retry = retryOf(notice);
  const escalate = nextStep(notice) ? [button(say`Escalate now`, 'escalate')] : [];
  const resolve = button(say`Resolve`, 'resolve');
  if (isResolved(notice)) return [];
  if (notice.state === 'acknowledged') return [resolve, ...escalate, ...retry];
  if (notice.state === 'snoozed') return [button(say`Acknowledge`, 'ack'), ...escalate, resolve];
  return [button(say`Acknowledge`, 'ack'), ...escalate, ...retry];
}

/** Where a client has room for more; whatever stands here can be typed too. */
function secondary(notice: Notice): Button[] {
  if (isResolved(notice)) return [];
  const { id, state } = notice;
  return [
    ...(state === 'open' ? [{ title: say`Resolve`, verb: 'resolve', words: [id] }] : []),
    ...(state === 'snoozed' ? [] : [{ title: say`Snooze`, verb: 'snooze', words: [id] }]),
    { title: say`Hand over`, verb: 'handover', words: [id] },
  ];
}

export function versioned({ version }: Notice, plain: readonly Button[]): OnCallCard['buttons'] {
  return plain.map((button) => ({ ...button, version }));
}

function retryOf(notice: Notice): Suggestion[] {
  const [job, ...others] = jobsOf(notice);
  const isCollection = notice.mishaps.every(({ packageId }) => packageId);
  return job && others.length === 0 && isCollection
    ? [{ title: say`Retry`, verb: 'retry', words: [job] }]
    : [];
}

function withMentions(card: Card, at: readonly Mention[]): Card {
  if (at.length === 0) return card;
  return { ...card, content: { ...card.content, msteams: { entities: at } } };
}
