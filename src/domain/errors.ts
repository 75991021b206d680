import { renderEnglish, type StoredMessage } from '../language/language';
import type { Role } from './person';
import type { SafeText } from './text';

/** The person can mend it. The message says what did not happen and what to do next. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    override readonly message: SafeText,
    /** Up to three buttons, each a command that could be typed. */
    readonly suggestions: readonly Suggestion[] = [],
  ) {
    super(message);
  }
}

/** The command is for this role, but the very thing it was asked for is not. */
export class RoleNeededError extends Error {
  override readonly name = 'RoleNeeded';
  constructor(readonly role: Role) {
    super(`needs the role ${role}`);
  }
}

/** A button that types a command: `verb` and its words. */
export interface Suggestion {
  readonly title: string;
  readonly verb: string;
  readonly words: readonly string[];
}

/** Defender (or Graph) answered, and the answer was no. */
export class DefenderRefusedError extends Error {
  override readonly name = 'DefenderRefused';
  constructor(
    readonly refusal: {
      readonly status: number;
      /** Defender's own code, such as `ActiveRequestAlreadyExists`; empty when it gave none. */
      readonly code: string;
      /** Defender's sentence: foreign text, escape before showing. */
      readonly said: string;
      /** The correlation id that Microsoft's support asks for. */
      readonly trace?: string;
      /** What we asked for, without hosts or secrets: `POST collectInvestigationPackage`. */
      readonly asked: string;
      readonly retryAfterSeconds?: number;
    },
    options?: ErrorOptions,
  ) {
    super(`${refusal.asked}: ${refusal.status} ${refusal.code}`, options);
  }
}

/** Nobody knows whether Defender heard us: no connection, a time-out, a broken answer. */
export class DefenderUnreachableError extends Error {
  override readonly name = 'DefenderUnreachable';
  constructor(
    readonly asked: string,
    readonly why: StoredMessage,
    options?: ErrorOptions,
  ) {
    super(`${asked}: ${renderEnglish(why)}`, options);
  }
}

/** A fault that people read of, each in their own language; its message is English. */
export class WordedError extends Error {
  constructor(
    readonly words: StoredMessage,
    options?: ErrorOptions,
  ) {
    super(renderEnglish(words), options);
  }
}

/** The download broke, its link died or its bytes are not what was announced: get a new link. */
export class DownloadInterruptedError extends WordedError {
  override readonly name = 'DownloadBroken';
}

/** What arrived can't be kept: larger than allowed, or no room for it. Trying again won't help. */
export class PackageRefusedError extends WordedError {
  override readonly name = 'PackageRefused';
}

/** The package of an earlier try has to stay where the new one would go; the words say until when. */
export class EarlierPackageRetainedError extends WordedError {
  override readonly name = 'EarlierPackageStays';
}

/** What the evidence store holds is not what was sealed. Nobody gets it; what is wrong with it is in the words. */
export class EvidenceDamagedError extends WordedError {
  override readonly name = 'EvidenceDamaged';
  constructor(
    words: StoredMessage,
    /** Then it can be fetched again. A store that keeps all it has (WORM) refuses. */
    readonly removed: boolean,
    options?: ErrorOptions,
  ) {
    super(words, options);
  }
}

/** The link was asked for before the action had succeeded, or its package has gone. */
export class PackageNotReadyError extends Error {
  override readonly name = 'PackageNotReady';
}

/** They said no, or nobody knows what they said. */
export type DefenderError = DefenderRefusedError | DefenderUnreachableError;

export function isDefenderError(error: unknown): error is DefenderError {
  return error instanceof DefenderRefusedError || error instanceof DefenderUnreachableError;
}
