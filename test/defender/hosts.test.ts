import { isAllowed } from '../../src/defender/hosts';

const suffixes = ['securitycenter.windows.com', '.blob.core.windows.net', '*.example.org'];

describe('a download link', () => {
  it.each([
    'https://userrequests-us.securitycenter.windows.com:443/safedownload/a.zip?token=x',
    'https://securitycenter.windows.com/a',
    'https://x.blob.core.windows.net/a',
    'https://X.BLOB.core.windows.net/a',
    'https://a.b.example.org/a',
  ])('%s may be opened', (link) => {
    expect(isAllowed(new URL(link), { suffixes, dev: false })).toBe(true);
  });

  it.each([
    'http://x.blob.core.windows.net/a',
    'ftp://x.blob.core.windows.net/a',
    'https://blob.core.windows.net.evil.example/a',
    'https://evilblob.core.windows.net/a',
    'https://securitycenter.windows.com@evil.example/a',
    'https://user@securitycenter.windows.com/a',
    'https://user:pass@securitycenter.windows.com/a',
    'https://evil.example#.securitycenter.windows.com/a',
    'https://evil.example/?x=.securitycenter.windows.com',
    'https://169.254.169.254/a',
    'https://0xa9fea9fe/a',
    'https://2852039166/a',
    'https://[::ffff:169.254.169.254]/a',
    'http://127.0.0.1/a',
    'https://localhost/a',
    'file:///etc/passwd',
  ])('%s may not', (link) => {
    expect(isAllowed(new URL(link), { suffixes, dev: false })).toBe(false);
  });

  it.each(['http://127.0.0.1:8080/a', 'http://localhost/a', 'http://[::1]:1/a', 'http://0x7f.1/a'])(
    '%s is the own machine, and fine in development',
    (link) => {
      expect(isAllowed(new URL(link), { suffixes, dev: true })).toBe(true);
    },
  );

  it.each(['http://127.0.0.2/a', 'http://0.0.0.0/a', 'http://u@127.0.0.1/a', 'http://10.0.0.1/a'])(
    '%s is not, even in development',
    (link) => {
      expect(isAllowed(new URL(link), { suffixes, dev: true })).toBe(false);
    },
  );

  it('is refused by an empty list and by empty suffixes', () => {
    const url = new URL('https://x.blob.core.windows.net/');

    expect(isAllowed(url, { suffixes: [], dev: false })).toBe(false);
    expect(isAllowed(url, { suffixes: ['', '.', '*.'], dev: false })).toBe(false);
  });
});
