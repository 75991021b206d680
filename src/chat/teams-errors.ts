/** Teams' connector answered, and the answer was no. */
export class TeamsRefusedError extends Error {
  override readonly name = 'TeamsRefused';
  constructor(
    readonly status: number,
    readonly detail: {
      /** The connector's own code, such as `BotNotInConversationRoster`. */
      readonly code?: string;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(`Teams answered ${status} ${detail.code ?? ''}`.trim());
  }
}

/** What to do about a message that did not go out. */
export type Remedy = 'again' | 'smaller' | 'unreachable' | 'gone' | 'none';

// 412 and 5xx pass by themselves, says "Handle rate limiting":
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (page of 2025-08-21)
const passing = new Set([408, 412, 429, 500, 502, 503, 504]);

export function remedyFor(error: unknown): Remedy {
  if (!(error instanceof TeamsRefusedError)) return isConnectionError(error) ? 'again' : 'none';
  if (passing.has(error.status)) return 'again';
  if (error.status === 413) return 'smaller';
  if (error.status === 403) return 'unreachable';
  return error.status === 404 || error.status === 410 ? 'gone' : 'none';
}

/** No answer came: whether Teams heard us nobody knows. A message twice is better than none. */
function isConnectionError(error: unknown): boolean {
  return error instanceof ConnectionLostError;
}

/** The connection to Teams broke, or nothing came back in time. */
export class ConnectionLostError extends Error {
  override readonly name = 'LineBroken';
}
