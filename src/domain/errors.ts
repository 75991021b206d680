import { renderEnglish, type StoredMessage } from '../language/language';
import type { Role } from './person';
import type { SafeText } from './text';

/** An error that the user can fix. The message says what did not happen and what to do next. */
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

/** The role may run the command, but not on this object. */
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

/** Defender (or Graph) answered with an error. */
export class DefenderRefusedError extends Error {
  override readonly name = 'DefenderRefused';
  constructor(
    readonly refusal: {
      readonly status: number;
      /** Defender's error code, such as `ActiveRequestAlreadyExists`; empty without one. */
      readonly code: string;
      /** Defender's message. Untrusted: escape before showing. */
      readonly said: string;
      /** The correlation id for Microsoft's support. */
      readonly trace?: string;
      /** The call, without hosts or secrets: `POST collectInvestigationPackage`. */
      readonly asked: string;
      readonly retryAfterSeconds?: number;
    },
    options?: ErrorOptions,
  ) {
    super(`${refusal.asked}: ${refusal.status} ${refusal.code}`, options);
  }
}

/** Unknown whether Defender received the call: no connection, a timeout, a broken answer. */
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

/** An error whose message each reader sees in their own language; `message` is English. */
export class WordedError extends Error {
  constructor(
    readonly words: StoredMessage,
    options?: ErrorOptions,
  ) {
    super(renderEnglish(words), options);
  }
}

/**
 * The download broke, its link expired or its bytes differ from what was announced: get a new link.
 */
export class DownloadInterruptedError extends WordedError {
  override readonly name = 'DownloadBroken';
}

/**
 * The package can't be stored: it is larger than allowed, or space is missing. Retrying won't help.
 */
export class PackageRefusedError extends WordedError {
  override readonly name = 'PackageRefused';
}

/**
 * The package of an earlier attempt must stay where the new one would go; the message says until
 * when.
 */
export class EarlierPackageRetainedError extends WordedError {
  override readonly name = 'EarlierPackageStays';
}

/** The stored evidence differs from what was sealed and is not handed out; the message says how. */
export class EvidenceDamagedError extends WordedError {
  override readonly name = 'EvidenceDamaged';
  constructor(
    words: StoredMessage,
    /** Whether the file was deleted, so that it can be fetched again. A WORM store refuses. */
    readonly removed: boolean,
    options?: ErrorOptions,
  ) {
    super(words, options);
  }
}

/** The link was requested before the action succeeded, or its package was deleted. */
export class PackageNotReadyError extends Error {
  override readonly name = 'PackageNotReady';
}

/** Refused or unreachable. */
export type DefenderError = DefenderRefusedError | DefenderUnreachableError;

export function isDefenderError(error: unknown): error is DefenderError {
  return error instanceof DefenderRefusedError || error instanceof DefenderUnreachableError;
}
