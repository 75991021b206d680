import {
  type FailureAlert,
  type JobFailure,
  jobsOf,
  mendedOf,
  nextStep,
  type Page,
} from '../../domain/failure-alert';
import { theChannel, theLeads } from '../../domain/on-call';
import { clean, markdown, md, type SafeText } from '../../domain/text';
import { isStoredSentence, renderMessage, t } from '../../language/language';
import { type Fact, fact, failureFacts } from '../kit/fact';
import { listed } from '../kit/listed';
import { personName } from '../kit/name';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';

/** The texts of an on-call card: sentences of Bailiff around untrusted names. */

/** "Package failed on WS-042", "Package collection is failing: 7 machines since 10:12". */
export function headline(failureAlert: FailureAlert, view: RenderContext): SafeText {
  const incidents = new Set(failureAlert.jobFailures.flatMap(({ incident }) => incident ?? []));
  const [incident] = incidents;
  const what = whatHappened(failureAlert, view);
  return incident && incidents.size === 1
    ? md`${markdown(what)} · Incident ${clean(incident, 20)}`
    : what;
}

function whatHappened(failureAlert: FailureAlert, view: RenderContext): SafeText {
  const { jobFailures, failure } = failureAlert;
  const [first] = jobFailures;
  const since = clock(failureAlert.openedAt, view);
  if (jobFailures.length === 1 && first)
    return failure.kind === 'report'
      ? md`IP report failed`
      : md`Package failed on ${clean(whatFailed(first), 64)}`;
  if (failure.kind === 'report') return md`${jobFailures.length} IP reports failed since ${since}`;
  return md`Package collection is failing on ${jobFailures.length} devices since ${since}`;
}

/** A machine's name is never translated, even if it equals a sentence of the catalogue. */
export function whatFailed({ what }: JobFailure): string {
  return isStoredSentence(what) ? renderMessage(what) : what;
}

/** The pages so far, oldest first. */
export function timeline(failureAlert: FailureAlert, view: RenderContext): SafeText[] {
  return failureAlert.pages
    .filter(({ because }) => because !== 'first')
    .slice(-5)
    .map((page) => pageLine(page, view));
}

/** Why somebody was paged. */
export function pageLine({ at, because, from, note, to }: Page, view: RenderContext): SafeText {
  const who = from ? personName(from) : t`Nobody`;
  const said = note ? md` — “${clean(note)}”` : md``;
  const when = clock(at, view);
  const name = stepName(to);
  switch (because) {
    case 'escalated':
      return md`Escalated to ${name} by ${who} ${when}${markdown(said)}`;
    case 'hole':
      if (to.people.length === 0) return md`Nobody is on call, and there’s no fallback`;
      return md`${when} Paged ${name} (fallback, nobody is on call)`;
    case 'handed-over':
      return md`Handed over to ${name} by ${who} ${when}${markdown(said)}`;
    case 'no-answer':
      return md`${when} Escalated to ${name} (no response from ${from ? who : t`Nobody`})`;
    case 'snooze-over':
      return md`${when} Snooze ended; paged ${name} again`;
    case 'no-progress':
      return md`${when} Reopened (no update from ${who})`;
    case 'first':
      return md`${when} Paged ${name}`;
  }
}

/** The name of a level: its people, which are untrusted, or one of these two. */
export function stepName({ name }: Page['to']): string {
  return name === theLeads || name === theChannel ? renderMessage(name) : name;
}

/** One line for the state; empty during the countdown. */
export function stateLine(failureAlert: FailureAlert, view: RenderContext): SafeText | undefined {
  const { due, assignedSince, assignee, note, resolvedAt, resolvedBy, state } = failureAlert;
  const who = assignee ? personName(assignee) : t`Someone`;
  if (state === 'acknowledged')
    return md`Acknowledged by ${who} ${clock(assignedSince!, view)} · escalation stopped`;
  if (state === 'snoozed')
    return md`⏸ Snoozed by ${who} until ${clock(due!, view)}; then it pages again`;
  if (state !== 'resolved') return undefined;
  const at = clock(resolvedAt!, view);
  const said = note ? md` — “${clean(note)}”` : md``;
  if (resolvedBy !== 'retry')
    return md`✅ Resolved ${at} by ${personName(resolvedBy!)}${markdown(said)}`;
  if (failureAlert.failure.kind !== 'permission') return md`✅ Resolved ${at} by retry`;
  return md`✅ Access restored ${at}. ${mendedOf(failureAlert)} of ${failureAlert.jobFailures.length} done, none lost`;
}

/** "Escalates to Omar Haddad at 10:59 unless acknowledged"; empty once the alert is not open. */
export function countdown(failureAlert: FailureAlert, view: RenderContext): SafeText {
  if (failureAlert.state !== 'open') return md``;
  const next = nextStep(failureAlert);
  if (!next || !failureAlert.due)
    return md`Everyone on the escalation path has been notified. Unacknowledged.`;
  return md`Escalates to ${stepName(next)} at ${clock(failureAlert.due, view)} unless acknowledged`;
}

const maxNames = 12;

/** Three at most, and nothing that the title says. */
export function failureAlertFacts(failureAlert: FailureAlert, view: RenderContext): Fact[] {
  const { jobFailures } = failureAlert;
  const names = [...new Set(jobFailures.map((one) => clean(whatFailed(one), 40)))];
  const askers = [...new Set(jobFailures.map(({ askedBy }) => personName(askedBy)))];
  const [first] = jobFailures;
  const why = jobFailures.length === 1 && first?.reason ? ` (${clean(first.reason)})` : '';
  const mended = mendedOf(failureAlert);
  return [
    ...(jobFailures.length === 1 ? fact(t`When`, clock(failureAlert.openedAt, view)) : []),
    ...fact(t`Requested by`, `${askers.slice(0, 5).join(', ')}${why}`),
    ...(mended > 0
      ? fact(t`Done since`, t`${mended} of ${jobFailures.length}`)
      : jobFailures.length > 1
        ? fact(t`Devices`, listed(names.slice(0, maxNames), names.length))
        : []),
  ];
}

/** Technical details: the jobs, the attempts and Defender's own message. */
export function failureAlertDetails(failureAlert: FailureAlert): Fact[] {
  const { jobFailures, failure } = failureAlert;
  const jobs = jobFailures.length > 1 ? jobsOf(failureAlert).slice(0, 8).join(', ') : undefined;
  return [
    ...fact(t`Jobs`, jobs),
    ...failureFacts({ ...failure, tried: jobFailures[0]?.tried ?? [] }),
  ];
}
