import { type Collection, type Package, type State, stateWords } from '../../domain/collection';
import { renderMessage, t } from '../../language/language';

/** A state has a glyph and a word; colour only repeats it. */
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

export function stateMark({ state, retryState }: Pick<Package, 'state' | 'retryState'>): StateMark {
  const [glyph, color] = looks[state];
  return { glyph: retryState ? '⏸' : glyph, word: renderMessage(stateWords[state]), color };
}

/** "14 ready", "2 queued" */
export function inState(state: State, amount: number): string {
  switch (state) {
    case 'waiting-for-approval':
      return t`${amount} waiting for approval`;
    case 'sending':
      return t`${amount} sending`;
    case 'queued':
      return t`${amount} queued`;
    case 'waiting-for-machine':
      return t`${amount} waiting for device`;
    case 'collecting':
      return t`${amount} collecting`;
    case 'preparing-link':
      return t`${amount} preparing link`;
    case 'ready':
      return t`${amount} ready`;
    case 'failed':
      return t`${amount} failed`;
    case 'cancelled':
      return t`${amount} cancelled`;
    case 'stopped-waiting':
      return t`${amount} timed out`;
  }
}

/**
 * The version in a button. It grows with each attempt, which invalidates the buttons of earlier
 * cards; during an attempt buttons stay valid.
 */
export function versionOf(collection: Collection): number {
  return collection.packages.reduce((sum, { attempt }) => sum + attempt, 0);
}
