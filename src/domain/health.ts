import { renderEnglish, type StoredMessage } from '../language/language';
import { clean } from './text';

/** The state of one component. */
export interface PartHealth {
  readonly part: string;
  readonly ok: boolean;
  /** May be untrusted text. */
  readonly says: StoredMessage;
  readonly lastSuccess?: Date;
  /** Needs attention, but Bailiff stays ready without it. */
  readonly isOptional?: true;
}

/** The same in plain English, for programs. */
export function plainHealth(found: PartHealth): PartHealth & { readonly says: string } {
  return { ...found, says: clean(renderEnglish(found.says)) };
}

/** The outcome of periodic work. */
export interface LastRun {
  readonly claimedAt?: Date;
  readonly succeededAt?: Date;
  readonly failedAt?: Date;
  /** The last failure; empty again after a success. May be untrusted text. */
  readonly why?: StoredMessage;
}
