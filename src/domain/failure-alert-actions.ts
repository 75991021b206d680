import {
  type FailureAlert,
  type FailureDetails,
  type JobFailure,
  nextStep,
  type PageReason,
  subjectOf,
} from './failure-alert';
import type { Beginning, Moment, Outcome, Wish } from './failure-alert-wish';
import type { Step } from './on-call';
import type { Person } from './person';

/** Opens an alert and pages the first level of the chain at once. */
export function openFailureAlert(
  id: string,
  { failure, jobFailure, chain, nobodyOnCall }: Beginning,
  moment: Moment,
): FailureAlert {
  const empty: FailureAlert = {
    id,
    failure,
    jobFailures: [jobFailure],
    openedAt: moment.at,
    state: 'open',
    version: 0,
    chain,
    step: 0,
    pages: [],
  };
  return page(empty, { step: 0, because: nobodyOnCall ? 'hole' : 'first' }, moment);
}

/**
 * Adds another failure of the same cause to the alert: the cards show it, nobody is paged again. A
 * repeated failure replaces its earlier attempt.
 */
export function joinFailureAlert(
  alert: FailureAlert,
  jobFailure: JobFailure,
  failure: FailureDetails,
): FailureAlert {
  const { jobFailures } = alert;
  if (jobFailures.some(({ key }) => key === jobFailure.key)) return alert;
  const earlier = jobFailures.findIndex((one) => subjectOf(one) === subjectOf(jobFailure));
  if (earlier >= 0) {
    const tried = [...jobFailures[earlier]!.tried, ...jobFailure.tried].slice(-5);
    const isAlone = jobFailures.length === 1;
    return {
      ...alert,
      // The newest cause is the one to fix.
      ...(isAlone && { failure }),
      jobFailures: jobFailures.with(earlier, { ...jobFailure, tried }),
    };
  }
  return { ...alert, jobFailures: [...alert.jobFailures, jobFailure] };
}

/** Applies a person's action if it is still valid. */
export function decide(alert: FailureAlert, wish: Wish, moment: Moment): Outcome {
  if (alert.lastRequest === wish.request) return { failureAlert: alert, changed: true };
  if (alert.state === 'resolved' || isStale(alert, wish))
    return { failureAlert: alert, changed: false };
  const decided = granted(alert, wish, moment);
  if (!decided) return { failureAlert: alert, changed: false };
  return { failureAlert: { ...decided, lastRequest: wish.request }, changed: true };
}

/**
 * Whether the button belongs to an outdated card. Acknowledging stays valid while nobody has the
 * alert: it may have escalated in the moment before the press.
 */
function isStale({ state, version }: FailureAlert, wish: Wish): boolean {
  if (wish.version === undefined || wish.version === version) return false;
  return wish.kind !== 'acknowledge' || state === 'acknowledged';
}

function granted(alert: FailureAlert, wish: Wish, moment: Moment): FailureAlert | undefined {
  switch (wish.kind) {
    case 'acknowledge':
      return acknowledged(alert, wish.by, moment);
    case 'snooze': {
      const { asked: _asked, ...rest } = alert;
      const held = { assignee: wish.by, assignedSince: moment.at, due: wish.until };
      return { ...rest, ...held, state: 'snoozed', version: alert.version + 1 };
    }
    case 'resolve':
      return resolveFailureAlert(alert, wish.by, { at: moment.at, note: wish.note });
    case 'escalate':
    case 'hand-over':
      return passedOn(alert, wish, moment);
  }
}

function acknowledged(alert: FailureAlert, by: Person, moment: Moment): FailureAlert | undefined {
  const held = alert.state === 'acknowledged';
  const answers = held && alert.asked && alert.assignee?.id === by.id;
  if (held && !answers) return undefined;
  const { asked: _asked, ...rest } = alert;
  return {
    ...rest,
    state: 'acknowledged',
    version: alert.version + 1,
    assignee: by,
    assignedSince: (answers && alert.assignedSince) || moment.at,
    due: moment.checkAt,
  };
}

function passedOn(
  alert: FailureAlert,
  wish: Extract<Wish, { kind: 'escalate' | 'hand-over' }>,
  moment: Moment,
): FailureAlert | undefined {
  const because = wish.kind === 'escalate' ? 'escalated' : 'handed-over';
  const told = { because, from: wish.by, note: wish.note } as const;
  if (wish.to) {
    const { chain, step } = alert;
    const rest = chain.slice(step + 1).filter(({ name }) => name !== wish.to!.name);
    const inserted = [...chain.slice(0, step + 1), wish.to, ...rest];
    return page({ ...alert, chain: inserted }, { ...told, step: step + 1 }, moment);
  }
  if (!nextStep(alert)) return undefined;
  return page(alert, { ...told, step: alert.step + 1 }, moment);
}

/** Resolves the alert; the first terminal state wins. */
export function resolveFailureAlert(
  alert: FailureAlert,
  by: Person | 'retry',
  { at, note }: { at: Date; note?: string | undefined },
): FailureAlert {
  if (alert.state === 'resolved') return alert;
  const { due: _due, asked: _asked, ...rest } = alert;
  return {
    ...rest,
    state: 'resolved',
    version: alert.version + 1,
    resolvedBy: by,
    resolvedAt: at,
    ...(note && { note }),
  };
}

/** Marks failures whose retry succeeded; once all have, the alert resolves by itself. */
export function repairFailureAlert(
  alert: FailureAlert,
  subjects: ReadonlySet<string>,
  at: Date,
): FailureAlert {
  if (alert.state === 'resolved') return alert;
  const jobFailures = alert.jobFailures.map((one) =>
    subjects.has(subjectOf(one)) ? { ...one, mended: true as const } : one,
  );
  const mended = { ...alert, jobFailures };
  return jobFailures.every((one) => one.mended)
    ? resolveFailureAlert(mended, 'retry', { at })
    : mended;
}

/**
 * Performs the timed transition once `due` has passed and does nothing before, so repeated calls
 * are safe.
 * @param chain the current escalation chain, for an alert that starts again
 */
export function timeIsUp(
  alert: FailureAlert,
  moment: Moment,
  chain: readonly Step[],
): FailureAlert {
  const { state, due, asked, assignee } = alert;
  if (!due || state === 'resolved' || moment.at < due) return alert;
  if (state === 'open') return unanswered(alert, moment);
  if (state === 'acknowledged' && !asked) return { ...alert, asked: true, due: moment.checkAt };
  const { asked: _asked, assignee: _holder, assignedSince: _since, ...rest } = alert;
  const because = state === 'snoozed' ? 'snooze-over' : 'no-progress';
  return page({ ...rest, chain }, { step: 0, because, from: assignee }, moment);
}

function unanswered(alert: FailureAlert, moment: Moment): FailureAlert {
  if (!nextStep(alert)) return alert;
  const [silent] = alert.chain[alert.step]?.people ?? [];
  return page(alert, { step: alert.step + 1, because: 'no-answer', from: silent }, moment);
}

function page(
  alert: FailureAlert,
  told: { step: number; because: PageReason; from?: Person | undefined; note?: string | undefined },
  { at, escalateAt }: Moment,
): FailureAlert {
  const { due: _due, asked: _asked, assignee: _holder, assignedSince: _since, ...rest } = alert;
  const { step, because, from, note } = told;
  const to = alert.chain[step] ?? { name: 'the operations channel', people: [] };
  const paged = { to, at, because, ...(from && { from }), ...(note && { note }) };
  return {
    ...rest,
    state: 'open',
    step,
    version: alert.version + 1,
    pages: [...alert.pages, paged],
    ...(alert.chain[step + 1] && { due: escalateAt }),
  };
}
