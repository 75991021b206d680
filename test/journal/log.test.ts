import { withoutSecrets } from '../../src/domain/secrets';
import { createLog } from '../../src/journal/log';
import { growthOf } from '../support/work';

function aLog(level = 'info') {
  const lines: string[] = [];
  const log = createLog({ level, to: { write: (line: string) => void lines.push(line) } });
  return { log, lines };
}

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARYsignature';

describe('the log', () => {
  it('writes one line of JSON per event: a sentence and data beside it', () => {
    const { log, lines } = aLog();

    log.warn({ machine: 'WS-042', text: 'two\nlines' }, 'collection failed');

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'warn',
      app: 'bailiff',
      machine: 'WS-042',
      msg: 'collection failed',
    });
  });

  it('is silent below its level', () => {
    const { log, lines } = aLog('warn');

    log.info({}, 'nothing to see');

    expect(lines).toEqual([]);
  });

  it.each([
    ['an Authorization header', { headers: { Authorization: 'Bearer CANARY-token-1' } }],
    ['a header in a list', { headers: ['authorization: Bearer CANARYtoken'] }],
    ['a raw header that is no bearer', { said: 'Authorization: CANARY' }],
    ['a download link', { url: 'https://a.blob.example/p?sv=2&sig=CANARY%2Fx%3D&se=3' }],
    ['a link inside a link', { next: 'https://x/?u=https%3A%2F%2Fy%3Fsig%3DCANARY' }],
    ['a token in a query', { url: '/packages/1?token=CANARY' }],
    ['a code in a redirect', { url: '/signed-in?code=CANARY&state=1' }],
    ['a client secret by its name', { config: { clientSecret: 'CANARY' } }],
    ['the bot’s password', { MicrosoftAppPassword: 'CANARY' }],
    ['a form body', { body: 'grant_type=client_credentials&client_secret=CANARY&scope=x' }],
    ['a quoted answer', { body: '{"token_type":"Bearer","access_token":"CANARY"}' }],
    [
      'a twice quoted answer',
      { body: JSON.stringify(JSON.stringify({ refresh_token: 'CANARY' })) },
    ],
    ['a storage connection', { said: 'AccountName=a;AccountKey=CANARY+/==;EndpointSuffix=x' }],
    ['a signature of a storage', { said: 'SharedAccessSignature=CANARY;x' }],
    ['a database address', { url: 'postgres://bailiff:CANARY@db/bailiff' }],
    ['a JWT anywhere', { said: `token was ${jwt}, sorry` }],
    ['a JWT as a key', { [jwt]: 1 }],
    ['a cookie', { headers: { cookie: 'session=CANARY' } }],
  ])('hides %s', (_what, data) => {
    const { log, lines } = aLog();

    log.error(data, 'something happened');

    expect(lines[0]).toContain('something happened');
    expect(lines[0]).not.toContain('CANARY');
    expect(lines[0]).not.toContain('eyJzdWIi');
  });

  it('hides secrets in errors, in their causes and in what libraries hang on them', () => {
    const { log, lines } = aLog();
    const cause = new Error(`401 with ${jwt}`);
    const error = Object.assign(new Error('GET https://x/?sig=CANARY failed', { cause }), {
      config: { headers: { 'x-thing': 'CANARY' } },
      code: 'ECONNRESET',
    });

    log.error({ error }, 'Defender did not answer');
    log.error(error, 'Defender did not answer');

    expect(lines.join()).not.toContain('CANARY');
    expect(JSON.parse(lines[0]!).error).toMatchObject({
      code: 'ECONNRESET',
      cause: { name: 'Error' },
    });
  });

  it('leaves alone what only looks a little like a secret', () => {
    const said = [
      'Unexpected token < in JSON at position 4',
      '{"error":{"code":"ActiveRequestAlreadyExists","message":"Action is already in progress"}}',
      'AADSTS7000215: Invalid client secret provided. Trace ID: 0d1f-22',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ];

    expect(said.map(withoutSecrets)).toEqual(said);
  });

  it.each(['a', 'eyJ-', 'secret ', '://a:'])(
    'works on a hostile string in proportion to its length: %s',
    async (hostile) => {
      const growth = await growthOf((size) => withoutSecrets(hostile.repeat(size)), 5_000);

      expect(growth).toBeLessThan(3);
    },
  );

  it('survives what has no end', () => {
    const { log, lines } = aLog();
    const loop: Record<string, unknown> = { n: 10n };
    loop['self'] = loop;

    log.info({ loop }, 'round and round');

    expect(lines).toHaveLength(1);
  });
});
