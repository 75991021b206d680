/** Teams' connector answered with an error status. */
export class TeamsRefusedError extends Error {
  override readonly name = 'TeamsRefused';
  constructor(
    readonly status: number,
    readonly detail: {
      /** The connector's own code, such as `BotNotInConversationRoster`. */
      readonly code?: string | undefined;
      readonly retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(`Teams answered ${status} ${detail.code ?? ''}`.trim());
  }
}

/** The connection to Teams broke, or no answer came in time: the message may have arrived. */
export class ConnectionLostError extends Error {
  override readonly name = 'LineBroken';
}

export type Operation = 'edit' | 'post' | 'open';

/**
 * The remedy for a failed call: `again` later, a `smaller` message, post the card `anew`, try
 * `elsewhere` because this message is rejected here, or treat the whole place as `gone`.
 */
export type Remedy = 'again' | 'smaller' | 'anew' | 'elsewhere' | 'gone';

// 412 and 5xx are transient, according to "Handle rate limiting":
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (page of 2025-08-21).
// 401 concerns the bot's own token: it affects all messages until somebody fixes it.
const passing = new Set([401, 408, 412, 425, 429]);

// https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
// (status codes of the connector, page of 2026-09-04)
const placeGone = new Set([
  'BotNotInConversationRoster',
  'MessageWritesBlocked',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
]);

export function remedyFor(operation: Operation, error: unknown): Remedy {
  if (error instanceof ForeignAddressError) return 'elsewhere';
  // Anything that is not an answer of Teams, such as a missing token, may be temporary.
  if (!(error instanceof TeamsRefusedError)) return 'again';
  const { status } = error;
  if (passing.has(status) || status >= 500) return 'again';
  if (status === 413) return 'smaller';
  if (status === 403 && placeGone.has(error.detail.code ?? '')) return 'gone';
  // A deleted message returns 403 in channels, 400 and 404 elsewhere; a post shows whether the
  // place is gone.
  if (operation === 'edit') return 'anew';
  if (operation === 'open') return 'elsewhere';
  if (status === 404 || status === 410) return 'gone';
  return status === 400 ? 'smaller' : 'elsewhere';
}

/** The bot may not send its token to the stored service URL. */
export class ForeignAddressError extends Error {
  override readonly name = 'ForeignAddress';
}
