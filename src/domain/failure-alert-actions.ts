import {
  type Mishap,
  type Notice,
  nextStep,
  type PageReason,
  subjectOf,
  type Trouble,
} from './failure-alert';
import type { Step } from './on-call';
import type { Person } from './person';

/** What a person, or the clock, may do to a notice: pure, and never after its end. */

/** When it happens, and the moments that follow from it. */
export interface Moment {
  readonly at: Date;
  /** When an unanswered page goes to the next. */
  readonly escalateAt: Date;
  /** When a holder is asked, and when an unanswered question gives the notice back. */
  readonly checkAt: Date;
}

/** What became of a wish: the notice as it is now, and whether the wish changed it. */
export interface Outcome {
  readonly notice: Notice;
  readonly changed: boolean;
}

export type Wish = { readonly by: Person; readonly request: string; readonly version?: number } & (
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'escalate' | 'hand-over'; readonly to?: Step; readonly note?: string }
  | { readonly kind: 'snooze'; readonly until: Date }
  | { readonly kind: 'resolve'; readonly note?: string }
);

export interface Beginning {
  readonly trouble: Trouble;
  readonly mishap: Mishap;
  readonly chain: readonly Step[];
  /** The chain begins with the fallback. */
  readonly nobodyOnCall?: boolean;
}

/** Begins a notice: the first of the chain is told at once. */
export function openNotice(
  id: string,
  { trouble, mishap, chain, nobodyOnCall }: Beginning,
  moment: Moment,
): Notice {
  const empty: Notice = {
    id,
    trouble,
    mishaps: [mishap],
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
 * One more of the same: told on the card, nobody is paged again. What failed once more takes the
 * place of its earlier try.
 */
export function joinNotice(notice: Notice, mishap: Mishap, trouble: Trouble): Notice {
  const { mishaps } = notice;
  if (mishaps.some(({ key }) => key === mishap.key)) return notice;
  const earlier = mishaps.findIndex((one) => subjectOf(one) === subjectOf(mishap));
  if (earlier >= 0) {
    const tried = [...mishaps[earlier]!.tried, ...mishap.tried].slice(-5);
    const isAlone = mishaps.length === 1;
    return {
      ...notice,
      // The newest cause is what has to be mended.
      ...(isAlone && { trouble }),
      mishaps: mishaps.with(earlier, { ...mishap, tried }),
    };
  }
  return { ...notice, mishaps: [...notice.mishaps, mishap] };
}

/** Does what a person wants, if it still makes sense. */
export function decide(notice: Notice, wish: Wish, moment: Moment): Outcome {
  if (notice.lastRequest === wish.request) return { notice, changed: true };
  if (notice.state === 'resolved' || isStale(notice, wish)) return { notice, changed: false };
  const decided = granted(notice, wish, moment);
  if (!decided) return { notice, changed: false };
  return { notice: { ...decided, lastRequest: wish.request }, changed: true };
}

/**
 * A button of an older card. An acknowledgement is good as long as nobody has the notice: the
 * countdown may have told the next one while the finger was on its way.
 */
function isStale({ state, version }: Notice, wish: Wish): boolean {
  if (wish.version === undefined || wish.version === version) return false;
  return wish.kind !== 'acknowledge' || state === 'acknowledged';
}

function granted(notice: Notice, wish: Wish, moment: Moment): Notice | undefined {
  switch (wish.kind) {
    case 'acknowledge':
      return acknowledged(notice, wish.by, moment);
    case 'snooze': {
      const { asked: _asked, ...rest } = notice;
      const held = { holder: wish.by, heldSince: moment.at, due: wish.until };
      return { ...rest, ...held, state: 'snoozed', version: notice.version + 1 };
    }
    case 'resolve':
      return resolveNotice(notice, wish.by, { at: moment.at, note: wish.note });
    default:
      return passedOn(notice, wish, moment);
  }
}

function acknowledged(notice: Notice, by: Person, moment: Moment): Notice | undefined {
  const held = notice.state === 'acknowledged';
  const answers = held && notice.asked && notice.holder?.id === by.id;
  if (held && !answers) return undefined;
  const { asked: _asked, ...rest } = notice;
  return {
    ...rest,
    state: 'acknowledged',
    version: notice.version + 1,
    holder: by,
    heldSince: answers ? notice.heldSince : moment.at,
    due: moment.checkAt,
  };
}

function passedOn(
  notice: Notice,
  wish: Extract<Wish, { kind: 'escalate' | 'hand-over' }>,
  moment: Moment,
): Notice | undefined {
  const because = wish.kind === 'escalate' ? 'escalated' : 'handed-over';
  const told = { because, from: wish.by, note: wish.note } as const;
  if (wish.to) {
    const { chain, step } = notice;
    const rest = chain.slice(step + 1).filter(({ name }) => name !== wish.to!.name);
    const inserted = [...chain.slice(0, step + 1), wish.to, ...rest];
    return page({ ...notice, chain: inserted }, { ...told, step: step + 1 }, moment);
  }
  if (!nextStep(notice)) return undefined;
  return page(notice, { ...told, step: notice.step + 1 }, moment);
}

/** Ends it: the first end stands. */
export function resolveNotice(
  notice: Notice,
  by: Person | 'retry',
  { at, note }: { at: Date; note?: string },
): Notice {
  if (notice.state === 'resolved') return notice;
  const { due: _due, asked: _asked, ...rest } = notice;
  return {
    ...rest,
    state: 'resolved',
    version: notice.version + 1,
    resolvedBy: by,
    resolvedAt: at,
    ...(note && { note }),
  };
}

/** A later try of these went well; when all went well, the notice ends by itself. */
export function mendNotice(notice: Notice, subjects: ReadonlySet<string>, at: Date): Notice {
  if (notice.state === 'resolved') return notice;
  const mishaps = notice.mishaps.map((one) =>
    subjects.has(subjectOf(one)) ? { ...one, mended: true as const } : one,
  );
  const mended = { ...notice, mishaps };
  return mishaps.every((one) => one.mended) ? resolveNotice(mended, 'retry', { at }) : mended;
}

/**
 * What the clock does once `due` has come; before that nothing, so that a repeated call is safe.
 * @param chain who is to be told now, for a notice that begins anew
 */
export function timeIsUp(notice: Notice, moment: Moment, chain: readonly Step[]): Notice {
  const { state, due, asked, holder } = notice;
  if (!due || state === 'resolved' || moment.at < due) return notice;
  if (state === 'open') return unanswered(notice, moment);
  if (state === 'acknowledged' && !asked) return { ...notice, asked: true, due: moment.checkAt };
  const { asked: _asked, holder: _holder, heldSince: _since, ...rest } = notice;
  const because = state === 'snoozed' ? 'snooze-over' : 'no-progress';
  return page({ ...rest, chain }, { step: 0, because, from: holder }, moment);
}

function unanswered(notice: Notice, moment: Moment): Notice {
  if (!nextStep(notice)) return notice;
  const [silent] = notice.chain[notice.step]?.people ?? [];
  return page(notice, { step: notice.step + 1, because: 'no-answer', from: silent }, moment);
}

function page(
  notice: Notice,
  told: { step: number; because: PageReason; from?: Person; note?: string },
  { at, escalateAt }: Moment,
): Notice {
  const { due: _due, asked: _asked, holder: _holder, heldSince: _since, ...rest } = notice;
  const { step, because, from, note } = told;
  const to = notice.chain[step] ?? { name: 'the operations channel', people: [] };
  const paged = { to, at, because, ...(from && { from }), ...(note && { note }) };
  return {
    ...rest,
    state: 'open',
    step,
    version: notice.version + 1,
    pages: [...notice.pages, paged],
    ...(notice.chain[step + 1] && { due: escalateAt }),
  };
}
