import type { Answer } from './answer';
import { ApiError } from './api-error';
import type { FaultOptions, FaultTarget } from './fault-options';
import { tooMany } from './limits';
import { addUnknownFields, otherCase } from './spoil';

export interface FaultKind {
  readonly place: FaultTarget;
  /** Answers or throws without executing the request. */
  readonly instead?: (options: FaultOptions) => Answer | undefined;
  /** Changes the answer after the request took effect. */
  readonly spoil?: (answer: Answer, options: FaultOptions) => Answer;
}

const gatewayPage =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

const refuse = (status: number, code: string, message: string) => (): never => {
  throw new ApiError(status, code, message);
};

const deliver =
  (delivery: (options: FaultOptions) => NonNullable<Answer['delivery']>) =>
  (answer: Answer, options: FaultOptions): Answer => ({ ...answer, delivery: delivery(options) });

const kinds = {
  '429': {
    place: 'api',
    instead: ({ retryAfter = 7 }: FaultOptions): never => {
      throw tooMany('documented', { seconds: retryAfter, allowed: '100 per 00:01:00' });
    },
  },
  '429 observed': {
    place: 'api',
    instead: ({ retryAfter = 7 }: FaultOptions): never => {
      throw tooMany('observed', { seconds: retryAfter, allowed: '100 per 00:01:00' });
    },
  },
  '429 without header': {
    place: 'api',
    instead: refuse(429, 'TooManyRequests', 'Too many requests'),
  },
  '500': { place: 'api', instead: refuse(500, 'InternalServerError', 'Internal server error') },
  '502 html': {
    place: 'api',
    instead: () => ({ status: 502, headers: { 'Content-Type': 'text/html' }, body: gatewayPage }),
  },
  '503': {
    place: 'api',
    instead: ({ retryAfter }: FaultOptions): Answer => ({
      status: 503,
      ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': String(retryAfter) } }),
      body: '',
    }),
  },
  '401': {
    place: 'api',
    instead: refuse(401, 'Unauthorized', 'The request does not have a valid access token'),
  },
  '401 no licence': {
    place: 'api',
    instead: refuse(
      401,
      'Unauthorized',
      'Unauthorized request - reason of failure: Account mode is inactive',
    ),
  },
  '403': {
    place: 'api',
    instead: refuse(
      403,
      'Forbidden',
      'Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, ' +
        'application roles: Alert.ReadWrite.All.',
    ),
  },
  '403 feature off': {
    place: 'api',
    instead: refuse(403, 'DisabledFeature', "Tenant feature isn't enabled"),
  },
  'flaky 404': {
    place: 'api',
    instead: (): never => {
      throw new ApiError(404, 'ResourceNotFound', 'The resource was not found', {
        target: '|3a1c2e4d-45f7a8b9c0d1e2f3.',
      });
    },
  },
  'empty body': { place: 'api', instead: () => ({ status: 200, body: '' }) },
  'unknown fields': { place: 'api', spoil: addUnknownFields },
  'other case': { place: 'api', spoil: otherCase },
  'drops the line': {
    place: 'api',
    instead: () => ({ status: 0, delivery: { cutAfterBytes: 0, reset: true } }),
  },
  /** The worst case of a POST: the action runs, and the caller never gets the answer. */
  'drops the answer': { place: 'api', spoil: deliver(() => ({ cutAfterBytes: 0, reset: true })) },
  slow: { place: 'api', spoil: deliver(({ ms = 2000 }) => ({ delayMs: ms })) },
  '400 already running': { place: 'collect' },
  'returns existing action': { place: 'collect' },
  'too late to cancel': {
    place: 'cancel',
    instead: refuse(400, 'BadRequest', 'The action has ended and can no longer be cancelled'),
  },
  'package not there': {
    place: 'link',
    instead: refuse(404, 'ResourceNotFound', 'Package is not available'),
  },
  'link expired': {
    place: 'download',
    instead: () => ({ status: 403, body: 'AuthenticationFailed: the link has expired' }),
  },
  truncated: {
    place: 'download',
    spoil: deliver(({ bytes = 4096 }) => ({ cutAfterBytes: bytes })),
  },
  'resets in the middle': {
    place: 'download',
    spoil: deliver(({ bytes = 4096 }) => ({ cutAfterBytes: bytes, reset: true })),
  },
  'wrong length': {
    place: 'download',
    spoil: deliver(({ bytes = 1000 }) => ({ claimBytes: bytes })),
  },
  /** Announces far more bytes than it sends, then drops the connection. */
  oversize: {
    place: 'download',
    spoil: deliver(({ bytes = 2 ** 43 }) => ({ claimBytes: bytes })),
  },
  'slow download': { place: 'download', spoil: deliver(({ ms = 200 }) => ({ trickleMs: ms })) },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof kinds;
export const faultKinds: Readonly<Record<FaultName, FaultKind>> = kinds;
export const faultNames = Object.keys(kinds) as readonly FaultName[];
