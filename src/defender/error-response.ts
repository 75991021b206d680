import { z } from 'zod';
import { DefenderRefusedError } from '../domain/errors';
import type { Answer } from './http';
import { word } from './lenient';
import { retryAfterSeconds } from './retry-after';

// Both shapes in one: MDE and XDR have `target`, Graph has `innerError`.
// Sources: https://learn.microsoft.com/defender-endpoint/api/common-errors and
// https://learn.microsoft.com/graph/errors (read 2026-11-20).
const ErrorBody = z
  .object({
    error: z.object({
      code: word,
      message: word,
      target: word,
      innerError: z.object({ 'request-id': word }).optional().catch(undefined),
    }),
  })
  .transform(({ error }) => error);

const nothing = { code: undefined, message: undefined, target: undefined, innerError: undefined };

/**
 * Maps an error answer to an error. Without a readable body only the status is known.
 *
 * A 429 always gets `retryAfterSeconds`; its code is `TooManyRequests` or `429`.
 */
export function refusalOf(answer: Answer, asked: string, now: Date): DefenderRefusedError {
  const { code, message, target, innerError } = read(answer.body);
  const said = (message ?? '').slice(0, 1000);
  const wait = retryAfterSeconds(answer.headers('retry-after'), said, now);
  const id = trace(target ?? innerError?.['request-id'] ?? answer.headers('request-id'));
  const retryAfter = answer.status === 429 ? (wait ?? 1) : wait;
  return new DefenderRefusedError({
    status: answer.status,
    code: (code ?? '').slice(0, 100),
    said,
    asked,
    ...(id && { trace: id }),
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
  });
}

function read(body: string): z.infer<typeof ErrorBody> {
  try {
    return ErrorBody.catch(nothing).parse(JSON.parse(body));
  } catch {
    return nothing;
  }
}

function trace(foreign: string | undefined): string | undefined {
  return foreign?.slice(0, 100);
}
