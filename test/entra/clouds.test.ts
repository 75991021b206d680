import { cloudOf, clouds } from '../../src/entra/clouds';

describe('the clouds', () => {
  it('ask for a token of the old audience although the host is the new one', () => {
    expect(clouds.commercial.defender).toEqual({
      url: 'https://api.security.microsoft.com',
      scope: 'https://api.securitycenter.microsoft.com/.default',
    });
  });

  it.each(Object.entries(clouds))('%s is reached over https only', (_, cloud) => {
    const urls = [
      cloud.defender.url,
      cloud.xdr.url,
      cloud.graph.url,
      cloud.authority,
      cloud.portal,
    ];

    expect(urls.filter((url) => new URL(url).origin !== url || !url.startsWith('https:'))).toEqual(
      [],
    );
  });

  it('take what is set differently, and XDR goes with Defender where they share a host', () => {
    const url = 'http://127.0.0.1:4000';

    const cloud = cloudOf({
      cloud: 'commercial',
      apiUrl: url,
      graphUrl: url,
      packageHosts: ['x.y'],
    });

    expect(cloud).toMatchObject({
      defender: { url, scope: clouds.commercial.defender.scope },
      xdr: { url, scope: 'https://api.security.microsoft.com/.default' },
      graph: { url },
      packageHosts: ['x.y'],
    });
  });

  it('leave XDR where the government has it', () => {
    const cloud = cloudOf({ cloud: 'gcc-high', apiUrl: 'https://proxy.example' });

    expect(cloud.xdr.url).toBe('https://api-gov.security.microsoft.us');
  });
});
