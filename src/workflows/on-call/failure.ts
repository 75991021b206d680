import { defined } from '../../domain/defined';
import {
  DefenderRefusedError,
  DefenderUnreachableError,
  DownloadInterruptedError,
  EarlierPackageRetainedError,
  EvidenceDamagedError,
  PackageNotReadyError,
  PackageRefusedError,
} from '../../domain/errors';
import { isTemporary, plainly } from '../../domain/refusal';
import { msg, type StoredMessage, sentence, whole } from '../../language/language';

/** An expected failure as plain data. */
export interface StepFailure {
  readonly kind: 'refused' | 'unreachable' | 'broken' | 'not-ready' | 'unfit' | 'damaged' | 'ours';
  readonly cause: StoredMessage;
  readonly advice: StoredMessage;
  /** Retrying may succeed later. */
  readonly temporary: boolean;
  readonly status?: number;
  readonly code?: string;
  /** Untrusted text, or Bailiff's own words for an internal error. */
  readonly said?: StoredMessage;
  readonly trace?: string;
  readonly retryAfterSeconds?: number;
}

/** Maps an error to a failure that workflows report; undefined for internal errors. */
export function failureOf(error: unknown): StepFailure | undefined {
  if (error instanceof DefenderRefusedError)
    return defined({
      kind: 'refused' as const,
      ...plainly(error),
      temporary: isTemporary(error),
      status: error.refusal.status,
      code: error.refusal.code,
      said: error.refusal.said,
      trace: error.refusal.trace,
      retryAfterSeconds: error.refusal.retryAfterSeconds,
    });
  if (error instanceof DefenderUnreachableError)
    return { kind: 'unreachable', ...plainly(error), temporary: true, said: error.why };
  if (error instanceof PackageNotReadyError)
    return {
      kind: 'not-ready',
      cause: sentence`Defender has no package for this collection.`,
      advice: sentence`Collect again.`,
      temporary: true,
    };
  if (error instanceof DownloadInterruptedError)
    return {
      kind: 'broken',
      cause: sentence`The download from Defender failed several times.`,
      advice: sentence`Retry. The network or a proxy may be the cause.`,
      temporary: true,
      said: error.words,
    };
  if (error instanceof PackageRefusedError)
    return {
      kind: 'unfit',
      cause: sentence`The package couldn’t be stored.`,
      advice: sentence`The operations team has to make room or raise the limit.`,
      temporary: false,
      said: error.words,
    };
  if (error instanceof EarlierPackageRetainedError)
    return {
      kind: 'unfit',
      cause: sentence`A package of an earlier attempt is in the way.`,
      advice: error.words,
      temporary: false,
    };
  if (error instanceof EvidenceDamagedError) return damaged(error);
  return undefined;
}

/** An internal error, reported with the run to look for in the log. */
export function internalFailure(runId: string): StepFailure {
  return {
    kind: 'ours',
    cause: sentence`Something went wrong on our side.`,
    advice: msg`Retry. If it keeps failing, see ${runId} in the log.`,
    temporary: false,
  };
}

/**
 * A retry writes the bag again; where the damaged one can't be removed, each retry would find it.
 */
function damaged({ removed, words }: EvidenceDamagedError): StepFailure {
  return {
    kind: 'damaged',
    cause: removed
      ? sentence`The stored file didn’t match its seal and was removed.`
      : sentence`The stored file doesn’t match its seal and the store doesn’t allow removing it. Download is blocked.`,
    advice: removed
      ? sentence`The operations team has to check the store: its disk may be failing. Then retry.`
      : sentence`The operations team has to remove the file from the store. Then retry.`,
    temporary: removed,
    said: words,
  };
}

/** One sentence for operators; messages of other systems follow it. */
export function inOneSentence(error: unknown): StoredMessage {
  const { cause, code, said } = failureOf(error) ?? internalError(error);
  const detail = code || said;
  return detail ? msg`${whole(cause)} (${whole(detail)})` : cause;
}

/** An internal error, or one of the database, whose message is a detail. */
function internalError(error: unknown): Partial<StepFailure> & Pick<StepFailure, 'cause'> {
  return {
    cause: sentence`Something went wrong on our side.`,
    said: error instanceof Error ? error.message : String(error),
  };
}
