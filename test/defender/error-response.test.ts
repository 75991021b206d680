import { refusalOf } from '../../src/defender/error-response';
import type { Answer } from '../../src/defender/http';
import { recorded } from '../support/stub-server';

const now = new Date('2026-11-20T10:00:00Z');
const target = '0a7f1e2d-3c4b-5a69-8877-665544332211';
const requestId = '5f6c7d8e-1111-4222-8333-944445555666';

function answer(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, body, headers: (name) => headers[name] };
}

describe('a refusal', () => {
  it.each`
    status | body                                | code                            | trace
    ${400} | ${'error-400-active-request'}       | ${'ActiveRequestAlreadyExists'} | ${target}
    ${400} | ${'error-400-client-version'}       | ${'ClientVersionNotSupported'}  | ${target}
    ${400} | ${'error-400-invalid-body'}         | ${'InvalidRequestBody'}         | ${target}
    ${400} | ${'error-400-missing-comment'}      | ${'MissingRequiredParameter'}   | ${target}
    ${400} | ${'error-400-os-not-supported'}     | ${'OsPlatformNotSupported'}     | ${target}
    ${400} | ${'error-400-odata-unknown-option'} | ${''}                           | ${undefined}
    ${401} | ${'error-401-no-licence'}           | ${'Unauthorized'}               | ${target}
    ${403} | ${'error-403-cancel'}               | ${'Forbidden'}                  | ${target}
    ${403} | ${'error-403-disabled-feature'}     | ${'DisabledFeature'}            | ${target}
    ${403} | ${'error-403-missing-roles'}        | ${'Forbidden'}                  | ${target}
    ${404} | ${'error-404-flaky'}                | ${'ResourceNotFound'}           | ${'|3a1c2e4d-45f7a8b9c0d1e2f3.'}
    ${500} | ${'error-500'}                      | ${'InternalServerError'}        | ${target}
    ${400} | ${'graph-400-top-exceeded'}         | ${''}                           | ${requestId}
    ${401} | ${'graph-401'}                      | ${'InvalidAuthenticationToken'} | ${requestId}
    ${403} | ${'graph-403'}                      | ${'Forbidden'}                  | ${requestId}
  `('$body tells its code and the id that support asks for', ({ status, body, code, trace }) => {
    const { refusal } = refusalOf(answer(status, recorded(body)), 'GET machine', now);

    expect({ trace: undefined, ...refusal }).toMatchObject({
      status,
      code,
      trace,
      asked: 'GET machine',
    });
    expect(refusal.said).not.toBe('');
  });

  it.each`
    body                      | header       | code                 | seconds
    ${'error-429-documented'} | ${'8'}       | ${'TooManyRequests'} | ${8}
    ${'error-429-documented'} | ${undefined} | ${'TooManyRequests'} | ${1}
    ${'error-429-observed'}   | ${undefined} | ${'429'}             | ${8}
    ${'error-429-observed'}   | ${'12'}      | ${'429'}             | ${12}
    ${'graph-429'}            | ${'5'}       | ${'TooManyRequests'} | ${5}
  `('$body with Retry-After $header says to come back in $seconds s', (row) => {
    const headers: Record<string, string> = row.header ? { 'retry-after': row.header } : {};

    const { refusal } = refusalOf(answer(429, recorded(row.body), headers), 'GET machine', now);

    expect(refusal).toMatchObject({ code: row.code, retryAfterSeconds: row.seconds });
  });

  it.each([
    ['an empty body', ''],
    ['a gateway page', '<html><body>502 Bad Gateway</body></html>'],
    ['a cut body', '{"error":{"code":"Internal'],
    ['JSON of another shape', '[1,2]'],
    ['an error that is a word', '{"error":"invalid_client"}'],
    ['null', 'null'],
  ])('with %s speaks by its status alone', (_, body) => {
    const { refusal } = refusalOf(answer(502, body), 'GET machine', now);

    expect(refusal).toMatchObject({ status: 502, code: '', said: '' });
  });

  it('keeps no secret that the answer repeats', () => {
    const said =
      'Bearer canary-1 eyJhbGciOi.canary-2.canary-3 https://x.example/a?token=canary-4 sig=canary-5';
    const error = { code: 'X', message: said, target: 'https://x.example/?sig=canary-6' };

    const refusal = refusalOf(answer(400, JSON.stringify({ error })), 'GET machine', now);

    expect(JSON.stringify(refusal.refusal) + refusal.message).not.toContain('canary');
  });

  it.each([
    '{"password":"canary"}',
    '{\\"client_secret\\": \\"canary\\"}',
    "{'access_token' : 'canary'}",
    'SharedAccessSignature=canary;',
    'AccountName=x;AccountKey=canary==;',
    'refresh_token=canary&x=y',
    'sig%3Dcanary%26x',
  ])('hides what opens a settings, however it is written: %s', (said) => {
    const error = { code: 'X', message: said };

    const { refusal } = refusalOf(answer(400, JSON.stringify({ error })), 'GET machine', now);

    expect(refusal.said).not.toContain('canary');
  });

  it('leaves a code and a reason that only sound like a secret', () => {
    const message = 'Error code: TokenExpired. The token is older than the password policy allows.';

    const { refusal } = refusalOf(
      answer(400, JSON.stringify({ error: { code: 'X', message } })),
      'GET machine',
      now,
    );

    expect(refusal.said).toBe(message);
  });
});
