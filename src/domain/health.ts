import { renderEnglish, type StoredMessage } from '../language/language';
import { clean } from './text';

/** How one part of the house is. */
export interface PartHealth {
  readonly part: string;
  readonly ok: boolean;
  /** May be foreign text. */
  readonly says: StoredMessage;
  readonly lastSuccess?: Date;
  /** Somebody has to look, but Bailiff serves without it and stays ready. */
  readonly isOptional?: true;
}

/** The same for programs that ask, in plain English. */
export function plainHealth(found: PartHealth): PartHealth & { readonly says: string } {
  return { ...found, says: clean(renderEnglish(found.says)) };
}

/** How what is done now and then went. */
export interface LastRun {
  readonly claimedAt?: Date;
  readonly succeededAt?: Date;
  readonly failedAt?: Date;
  /** Why it failed last; empty again once it succeeded. May be foreign text. */
  readonly why?: StoredMessage;
}
