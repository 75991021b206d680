import { z } from 'zod';
import { DefenderRefusedError, DefenderUnreachableError } from '../domain/errors';
import { withoutSecrets } from '../domain/secrets';
import { msg } from '../language/language';

const asked = 'POST token';

/** Fields that the library's errors may have. */
const Fault = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch(''),
  statusCode: z.number().optional().catch(undefined),
});

/**
 * Maps a failed token request to a refusal or an unreachable error.
 *
 * The library reports Entra's answer as one sentence, so the code is parsed from it. Other text is
 * dropped: it may quote the request.
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes (read 2026-11-20)
 */
export function tokenFailure(error: unknown): DefenderRefusedError | DefenderUnreachableError {
  const { name, message, statusCode } = Fault.catch({ name: 'Error', message: '' }).parse(error);
  const cause = new Error(name);
  const [sentence, code] = /(AADSTS\d{4,8}):?[^\r\n]*/.exec(message) ?? [];
  if (sentence === undefined || code === undefined) {
    const why =
      name === 'CredentialUnavailableError' ? msg`no credential is available` : msg`no token came`;
    return new DefenderUnreachableError(asked, why, { cause });
  }
  const [said = ''] = sentence.split(/\s*(?:Trace|Correlation) ID:/);
  const trace = /Correlation ID:\s*([\w-]{1,64})/.exec(sentence)?.[1];
  return new DefenderRefusedError(
    {
      status: statusCode ?? 401,
      code,
      said: withoutSecrets(said.slice(0, 500)),
      asked,
      ...(trace && { trace }),
    },
    { cause },
  );
}
