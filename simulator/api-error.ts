import { randomUUID } from 'node:crypto';
import type { Answer, Family } from './answer';

/** A rejected request; `writeApiError` formats it as the API family does. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: { readonly retryAfterSeconds?: number; readonly target?: string } = {},
  ) {
    super(message);
  }
}

/** OData errors carry an empty code and no target, as observed in public issues. */
export class BadQueryError extends ApiError {
  constructor(message: string) {
    super(400, '', `The query specified in the URI is not valid. ${message}`);
  }
}

export const notFound = (message: string) => new ApiError(404, 'ResourceNotFound', message);

export const badRequest = (code: string, message: string) => new ApiError(400, code, message);

export function writeApiError(refusal: ApiError, family: Family): Answer {
  const { retryAfterSeconds } = refusal.extra;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const body = family === 'graph' ? graphError(refusal) : defenderError(refusal);
  return { status: refusal.status, headers, body };
}

function defenderError({ code, message, extra }: ApiError): unknown {
  if (code === '') return { error: { code, message, details: [] } };
  return { error: { code, message, target: extra.target ?? randomUUID() } };
}

function graphError({ code, message }: ApiError): unknown {
  const requestId = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': requestId,
  };
  if (code === '') return { error: { code, message, details: [], innerError } };
  return { error: { code: graphCodes[code] ?? code, message, innerError } };
}

/** Error codes that Graph names differently. */
const graphCodes: Record<string, string> = {
  Unauthorized: 'InvalidAuthenticationToken',
  '429': 'TooManyRequests',
  InternalServerError: 'UnknownError',
};
