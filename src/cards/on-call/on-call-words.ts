import { jobsOf, type Mishap, mendedOf, type Notice, nextStep, type Page } from '../../domain/failure-alert';
import { theChannel, theLeads } from '../../domain/on-call';
import { clean, raw, type SafeText, text } from '../../domain/text';
import { isKept, say, translated } from '../../language/language';
import { type Fact, fact, failureFacts } from '../kit/fact';
import { listed } from '../kit/listed';
import { personName } from '../kit/name';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** What stands on an on-call card, in words: each a sentence of ours around foreign names. */

/** "Package failed on WS-042", "Package collection is failing: 7 machines since 10:12". */
export function headline(notice: Notice, view: View): SafeText {
  const { mishaps, trouble } = notice;
  const [first] = mishaps;
  const since = clock(notice.openedAt, view);
  if (mishaps.length === 1 && first)
    return trouble.kind === 'report'
      ? text`IP report failed`
      : text`Package failed on ${clean(whatFailed(first), 64)}`;
  if (trouble.kind === 'report')
    return text`IP reports are failing: ×${mishaps.length} since ${since}`;
  return text`Package collection is failing: ×${mishaps.length} since ${since}, same cause`;
}

/** A machine's name stands as it is, though it be a word of ours. */
export function whatFailed({ what }: Mishap): string {
  return isKept(what) ? translated(what) : what;
}

/** What became of it, newest last. */
export function story(notice: Notice, view: View): SafeText[] {
  const lines = notice.pages
    .filter(({ because }) => because !== 'first')
    .slice(-3)
    .map((page) => pageLine(page, view));
  const end = stateLine(notice, view);
  return end ? [...lines, end] : lines;
}

/** How somebody came to be told. */
export function pageLine({ at, because, from, note, to }: Page, view: View): SafeText {
  const who = from ? personName(from) : say`Nobody`;
  const said = note ? text` — “${clean(note)}”` : text``;
  const when = clock(at, view);
  const name = stepName(to);
  const number = numberOf(to);
  switch (because) {
    case 'escalated':
      return text`Escalated to ${name} by ${who} ${when}${raw(said)}`;
    case 'hole':
      if (to.people.length === 0)
        return text`Nobody is on call, and nobody is named as the fallback`;
      return text`Nobody is on call: ${name} (fallback) ${number} told ${when}`;
    case 'handed-over':
      return text`Handed over to ${name} by ${who} ${when}${raw(said)}`;
    case 'no-answer':
      return text`${from ? who : say`The step before`} did not answer: ${name} ${number} told ${when}`;
    case 'snooze-over':
      return text`The snooze is over: ${name} ${number} told again ${when}`;
    case 'no-progress':
      return text`No news from ${who}: back in the queue ${when}`;
    default:
      return text`${name} ${number} told ${when}`;
  }
}

/** A step is called by the names of its people, which are foreign, or by one of these two. */
export function stepName({ name }: Page['to']): string {
  return name === theLeads || name === theChannel ? translated(name) : name;
}

/** Grammatical: "Dana Reyes was told", "the leads were told". */
function numberOf({ name }: Page['to']): number {
  return name === theLeads ? 2 : 1;
}

/** One line for the state it is in; none while it counts down. */
export function stateLine(notice: Notice, view: View): SafeText | undefined {
  const { due, heldSince, holder, note, resolvedAt, resolvedBy, state } = notice;
  const who = holder ? personName(holder) : say`Somebody`;
  if (state === 'acknowledged')
    return text`Acknowledged by ${who} ${clock(heldSince!, view)} · escalation stopped`;
  if (state === 'snoozed')
    return text`⏸ Snoozed by ${who} until ${clock(due!, view)}; then it pages again`;
  if (state !== 'resolved') return undefined;
  const at = clock(resolvedAt!, view);
  const said = note ? text` — “${clean(note)}”` : text``;
  if (resolvedBy !== 'retry')
    return text`✅ Resolved ${at} by ${personName(resolvedBy!)}${raw(said)}`;
  if (notice.trouble.kind !== 'permission') return text`✅ Resolved ${at} by retry`;
  return text`✅ Back ${at}. ${mendedOf(notice)} of ${notice.mishaps.length} done, none lost`;
}

/** "If nobody acknowledges by 10:59, Omar Haddad is told (step 2 of 3)". */
export function countdown(notice: Notice, view: View): SafeText {
  if (notice.state !== 'open') return text``;
  const next = nextStep(notice);
  if (!next || !notice.due) return text`Everybody was told. It stays open until somebody takes it.`;
  return text`If nobody acknowledges by ${clock(notice.due, view)}, ${stepName(next)} ${numberOf(next)} told (step ${notice.step + 2} of ${notice.chain.length})`;
}

const mostNames = 12;

export function noticeFacts(notice: Notice, view: View): Fact[] {
  const { mishaps, trouble } = notice;
  const names = [...new Set(mishaps.map((one) => clean(whatFailed(one), 40)))];
  const askers = [...new Set(mishaps.map(({ askedBy }) => personName(askedBy)))];
  const [first] = mishaps;
  const about = [first?.reason, first?.incident && say`incident ${first.incident}`].filter(Boolean);
  const why = mishaps.length === 1 && about.length > 0 ? ` (${clean(about.join(', '))})` : '';
  return [
    { title: say`When`, value: clock(notice.openedAt, view) },
    ...(mishaps.length > 1
      ? fact(say`Machines`, listed(names.slice(0, mostNames), names.length))
      : []),
    ...fact(say`Asked by`, `${askers.slice(0, 5).join(', ')}${why}`),
    ...fact(say`Jobs`, mishaps.length > 1 ? jobsOf(notice).slice(0, 8).join(', ') : undefined),
    ...fact(
      say`Done since`,
      mendedOf(notice) > 0 ? say`${mendedOf(notice)} of ${mishaps.length}` : undefined,
    ),
    ...failureFacts({ ...trouble, tried: first?.tried ?? [] }),
  ];
}
