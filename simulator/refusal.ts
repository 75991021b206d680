import { randomUUID } from 'node:crypto';
import type { Answer, Family } from './answer';

/** A request turned down. Thrown anywhere below the door, written there in the API family's own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: { readonly retryAfterSeconds?: number; readonly target?: string } = {},
  ) {
    super(message);
  }
}

/** OData's own refusals carry an empty code and no target: so observed in the wild. */
export class BadQuery extends Refusal {
  constructor(message: string) {
    super(400, '', `The query specified in the URI is not valid. ${message}`);
  }
}

export const notFound = (message: string) => new Refusal(404, 'ResourceNotFound', message);

export const badRequest = (code: string, message: string) => new Refusal(400, code, message);

export function writeRefusal(refusal: Refusal, family: Family): Answer {
  const { retryAfterSeconds } = refusal.extra;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const body = family === 'graph' ? graphError(refusal) : defenderError(refusal);
  return { status: refusal.status, headers, body };
}

function defenderError({ code, message, extra }: Refusal): unknown {
  if (code === '') return { error: { code, message, details: [] } };
  return { error: { code, message, target: extra.target ?? randomUUID() } };
}

function graphError({ code, message }: Refusal): unknown {
  const requestId = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': requestId,
  };
  if (code === '') return { error: { code, message, details: [], innerError } };
  return { error: { code: graphCodes[code] ?? code, message, innerError } };
}

/** Graph names some of the same refusals differently. */
const graphCodes: Record<string, string> = {
  Unauthorized: 'InvalidAuthenticationToken',
  '429': 'TooManyRequests',
  InternalServerError: 'UnknownError',
};
