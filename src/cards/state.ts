import { type Collection, type Package, type State, stateWords } from '../domain/collection';

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
  return { glyph: hindrance ? '⏸' : glyph, word: stateWords[state], color };
}

/**
 * The version a button carries: it grows with each new try, so that a button of an older card is
 * known as such; while a try runs its buttons stay good.
 */
export function versionOf(collection: Collection): number {
  return collection.packages.reduce((sum, { attempt }) => sum + attempt, 0);
}
