import { ConfigError, readConfig } from '../src/config';

const production = {
  MicrosoftAppId: 'app-1',
  MicrosoftAppPassword: 'hunter2-bot',
  MicrosoftAppTenantId: 'tenant-1',
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is complete with nothing but the bot’s own credentials', () => {
    const config = readConfig(production);

    expect(config).toMatchObject({
      dev: false,
      timeScale: 1,
      dataDir: './data',
      policyFile: './policy.yaml',
      http: { host: '0.0.0.0', port: 3978, adminPort: 9464, publicUrl: 'http://localhost:3978' },
      bot: { appType: 'SingleTenant', allowedTenants: ['tenant-1'] },
      defender: {
        cloud: 'commercial',
        incidentSource: 'graph',
        packageMaxBytes: 4 * 1024 ** 3,
        watchIntervalSeconds: 15,
      },
      evidence: { store: 'local' },
    });
    expect(config.executorId).not.toBe('');
  });

  it('needs nothing at all on a developer’s machine, and listens only there', () => {
    const config = readConfig({ BAILIFF_DEV: '1' });

    expect(config.http.host).toBe('127.0.0.1');
    expect(config.bot.appId).toBeUndefined();
    expect(config.bot.allowedTenants).toEqual([]);
  });

  it('treats a name that is set to nothing as not set', () => {
    expect(readConfig({ ...production, PORT: '', DATABASE_URL: ' ' }).http.port).toBe(3978);
  });

  it.each`
    size            | bytes
    ${'4 GiB'}      | ${4294967296}
    ${'500MiB'}     | ${524288000}
    ${'1.5 KiB'}    | ${1536}
    ${'4294967296'} | ${4294967296}
  `('reads a size of $size', ({ size, bytes }) => {
    const { defender } = readConfig({ ...production, PACKAGE_MAX_BYTES: size });

    expect(defender.packageMaxBytes).toBe(bytes);
  });

  it('lets the system choose a port, and then does not pretend to know the public address', () => {
    const { http } = readConfig({ ...production, PORT: '0' });

    expect(http).toMatchObject({ port: 0, publicUrl: undefined });
  });

  it('takes lists with blanks around the commas', () => {
    const { bot } = readConfig({ ...production, ALLOWED_TENANTS: 'tenant-1 , tenant-2,' });

    expect(bot.allowedTenants).toEqual(['tenant-1', 'tenant-2']);
  });

  it('reaches a pretend Defender over http on this machine, in development only', () => {
    const urls = { DEFENDER_API_URL: 'http://localhost:4000/', GRAPH_API_URL: 'http://[::1]:4000' };

    expect(readConfig({ BAILIFF_DEV: '1', ...urls }).defender).toMatchObject({
      apiUrl: 'http://localhost:4000',
      graphUrl: 'http://[::1]:4000',
    });
    expect(faultsOf({ ...production, ...urls })).toHaveLength(2);
  });
});

describe('a wrong configuration', () => {
  it.each`
    env                                                                       | says
    ${{ PORT: '70000' }}                                                      | ${'PORT must be a whole number from 0 to 65535.'}
    ${{ PORT: '80a' }}                                                        | ${'PORT must be a whole number from 0 to 65535.'}
    ${{ BAILIFF_DEV: 'yes' }}                                                 | ${'BAILIFF_DEV must be 0 or 1.'}
    ${{ DEFENDER_CLOUD: 'gov' }}                                              | ${'DEFENDER_CLOUD must be commercial, gcc, gcc-high or dod.'}
    ${{ PACKAGE_MAX_BYTES: '4 gigs' }}                                        | ${'PACKAGE_MAX_BYTES must be a size such as 4 GiB, 500 MiB or 4294967296 (bytes).'}
    ${{ PACKAGE_MAX_BYTES: '0' }}                                             | ${'PACKAGE_MAX_BYTES must be a size of at least one byte.'}
    ${{ WATCH_INTERVAL_SECONDS: '0' }}                                        | ${'WATCH_INTERVAL_SECONDS must be a number of seconds from 0.1 to 3600.'}
    ${{ DATABASE_URL: 'mysql://db/bailiff' }}                                 | ${'DATABASE_URL must be a URL that begins with postgres:// and names a host and a database.'}
    ${{ DEFENDER_API_URL: 'https://api.example/api' }}                        | ${'DEFENDER_API_URL must be only scheme and host, such as https://api.example.com, without a path.'}
    ${{ DEFENDER_API_URL: 'https://me:pw@api.example' }}                      | ${'DEFENDER_API_URL must be a URL that begins with https:// and carries no user or password.'}
    ${{ GRAPH_API_URL: 'http://127.0.0.1:1' }}                                | ${'GRAPH_API_URL must begin with https://; http is for BAILIFF_DEV=1 and 127.0.0.1, localhost or ::1 only.'}
    ${{ PUBLIC_URL: 'http://bailiff.example' }}                               | ${'PUBLIC_URL must begin with https:// unless it names this machine only.'}
    ${{ BAILIFF_TIME_SCALE: '60' }}                                           | ${'BAILIFF_TIME_SCALE must stay 1 unless BAILIFF_DEV=1.'}
    ${{ MicrosoftAppPassword: '' }}                                           | ${'MicrosoftAppPassword must be set for MicrosoftAppType=SingleTenant.'}
    ${{ MicrosoftAppTenantId: '' }}                                           | ${'MicrosoftAppTenantId must be set together with MicrosoftAppId.'}
    ${{ MicrosoftAppType: 'MultiTenant' }}                                    | ${'MicrosoftAppType must be SingleTenant or UserAssignedMSI.'}
    ${{ MicrosoftAppType: 'UserAssignedMSI' }}                                | ${'MicrosoftAppPassword must be empty for MicrosoftAppType=UserAssignedMSI.'}
    ${{ AZURE_CLIENT_SECRET: 's', AZURE_CLIENT_ID: 'c' }}                     | ${'AZURE_TENANT_ID must be set together with AZURE_CLIENT_SECRET.'}
    ${{ DEFENDER_IDENTITY: 'analyst' }}                                       | ${'DEFENDER_IDENTITY must be app or unset: Bailiff always asks Defender as the app.'}
    ${{ EVIDENCE_STORE: 'azure-blob', AZURE_STORAGE_CONNECTION_STRING: 'x' }} | ${'EVIDENCE_CONTAINER must be set for EVIDENCE_STORE=azure-blob.'}
    ${{ BAILIFF_TIMESCALE: '60' }}                                            | ${'BAILIFF_TIMESCALE is not a name Bailiff knows. Did you mean BAILIFF_TIME_SCALE?'}
    ${{ BAILIFF_FOO: '60' }}                                                  | ${'BAILIFF_FOO is not a name Bailiff knows.'}
  `('is refused: $says', ({ env, says }) => {
    expect(faultsOf({ ...production, ...env })).toEqual([says]);
  });

  it.each`
    url                                                        | faults
    ${'postgres://b:x@db.example/bailiff'}                     | ${1}
    ${'postgres://b:x@db.example/bailiff?sslmode=disable'}     | ${1}
    ${'postgres://b:x@db.example/bailiff?sslmode=require'}     | ${1}
    ${'postgres://b:x@127.0.0.1/bailiff?host=db.example'}      | ${1}
    ${'postgres://127.0.0.2/bailiff'}                          | ${1}
    ${'postgres://b:x@db.example/bailiff?sslmode=verify-full'} | ${0}
    ${'postgres://b:x@127.0.0.1:5433/bailiff'}                 | ${0}
    ${'postgres://b@localhost/bailiff'}                        | ${0}
    ${'postgres:///bailiff?host=/var/run/postgresql'}          | ${0}
    ${'postgres://%2Fvar%2Frun%2Fpostgresql/bailiff'}          | ${0}
  `('demands checked TLS to a database elsewhere: $url', ({ url, faults }) => {
    const found = faultsOf({ ...production, DATABASE_URL: url });

    expect(found).toHaveLength(faults);
    expect(found.every((one) => one.includes('sslmode=verify-full'))).toBe(true);
  });

  it.each(['0.0.0.0', '127.0.0.2', '192.0.2.1', 'bailiff.example'])(
    'keeps development off the network: HOST=%s is refused',
    (host) => {
      expect(faultsOf({ BAILIFF_DEV: '1', HOST: host })).toEqual([
        'HOST must be 127.0.0.1, localhost or ::1 while BAILIFF_DEV=1.',
      ]);
    },
  );

  it.each(['http://127.0.0.2:1', 'http://192.0.2.1', 'http://localhost.evil.example'])(
    'keeps development off other machines: Defender at %s is refused',
    (url) => {
      expect(faultsOf({ BAILIFF_DEV: '1', DEFENDER_API_URL: url })).toHaveLength(1);
    },
  );

  it('refuses to start without an app id outside development', () => {
    expect(faultsOf({})[0]).toContain('MicrosoftAppId must be');
  });

  it('tells all faults at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'loud', BAILIFF_DEVV: '1' })).toHaveLength(4);
  });

  it('never shows a value, not even a part of one', () => {
    const secret = 'sEcReT-0123456789';
    const everywhere = Object.fromEntries(
      ['PORT', 'DATABASE_URL', 'BAILIFF_DEV', 'DEFENDER_API_URL', 'LOG_LEVEL', 'PACKAGE_HOSTS'].map(
        (name) => [name, `${secret} ${name}`],
      ),
    );

    const said = faultsOf(everywhere).join('\n');

    expect(faultsOf(everywhere)).toHaveLength(6);
    for (let at = 0; at + 4 <= secret.length; at += 1)
      expect(said).not.toContain(secret.slice(at, at + 4));
  });
});

describe('faults of one variable and faults between several', () => {
  it('are told together', () => {
    const attempt = () => readConfig({ PORT: 'many', LOG_LEVEL: 'loud' });

    expect(attempt).toThrow(/PORT must be[\s\S]*LOG_LEVEL must be[\s\S]*MicrosoftAppId must be/);
  });

  it('says of a wrong variable only what is wrong with itself', () => {
    const attempt = () => readConfig({ BAILIFF_DEV: '1', BAILIFF_TIME_SCALE: 'fast' });

    expect(attempt).toThrow(/^(?![\s\S]*must stay 1)[\s\S]*BAILIFF_TIME_SCALE must be/);
  });
});
