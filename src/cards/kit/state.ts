import { type Collection, type Package, type State, stateWords } from '../../domain/collection';
import { say, translated } from '../../language/language';

/** A state is told by glyph and word; colour only repeats it. */
export interface StateMark {
  readonly glyph: string;
  readonly word: string;
  readonly color: 'Default' | 'Accent' | 'Good' | 'Warning' | 'Attention';
}

const looks = {
  'waiting-for-approval': ['⏸', 'Accent'],
  sending: ['⏳', 'Accent'],
  queued: ['⏳', 'Accent'],
  'waiting-for-machine': ['⏸', 'Accent'],
  collecting: ['⏳', 'Accent'],
  'preparing-link': ['⏳', 'Accent'],
  ready: ['✅', 'Good'],
  failed: ['❌', 'Attention'],
  cancelled: ['✖', 'Default'],
  'stopped-waiting': ['⚠️', 'Warning'],
} as const satisfies Record<State, readonly [string, StateMark['color']]>;

export function stateMark({ state, hindrance }: Pick<Package, 'state' | 'hindrance'>): StateMark {
  const [glyph, color] = looks[state];
  return { glyph: hindrance ? '⏸' : glyph, word: translated(stateWords[state]), color };
}

/** "14 ready", "2 queued" */
export function inState(state: State, amount: number): string {
  switch (state) {
    case 'waiting-for-approval':
      return say`${amount} waiting for approval`;
    case 'sending':
      return say`${amount} sending`;
    case 'queued':
      return say`${amount} queued`;
    case 'waiting-for-machine':
      return say`${amount} waiting for machine`;
    case 'collecting':
      return say`${amount} collecting`;
    case 'preparing-link':
      return say`${amount} preparing link`;
    case 'ready':
      return say`${amount} ready`;
    case 'failed':
      return say`${amount} failed`;
    case 'cancelled':
      return say`${amount} cancelled`;
    case 'stopped-waiting':
      return say`${amount} we stopped waiting`;
  }
}

/**
 * The version a button carries: it grows with each new try, so that a button of an older card is
 * known as such; while a try runs its buttons stay good.
 */
export function versionOf(collection: Collection): number {
  return collection.packages.reduce((sum, { attempt }) => sum + attempt, 0);
}
