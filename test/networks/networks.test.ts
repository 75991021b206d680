import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkIn } from '../../src/networks/mmdb-record';
import { openNetworks } from '../../src/networks/open-networks';
import { OwnerTable } from '../../src/networks/owner-table';
import { quietLog } from '../support/quiet-log';

const folder = mkdtempSync(join(tmpdir(), 'networks-'));
const fileOf = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const countries = require.resolve(
  '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);

describe('the databases that come along', () => {
  it('tell owner and country of an address of either family, and their date', async () => {
    const { data, of } = await openNetworks([], quietLog);

    expect(of('8.8.8.8')).toEqual({
      asn: 15169,
      owner: expect.stringMatching(/Google/),
      country: 'US',
    });
    expect(of('2001:4860:4860::8888')).toMatchObject({ asn: 15169, country: 'US' });
    expect(of('2a00:1450:4001:830::200e')?.owner).toMatch(/Google/);
    expect(of('0.0.0.1')).toBeUndefined();
    expect(data.problem).toBeUndefined();
    expect(data.date).toMatch(/^20\d\d-\d\d-\d\dT/);
  });
});

describe('one’s own files', () => {
  it('replace what comes along', async () => {
    const { of } = await openNetworks([countries], quietLog);

    expect(of('8.8.8.8')).toEqual({ country: 'US' });
  });

  it.each([
    ['is missing', join(folder, 'none.mmdb')],
    ['holds something else', fileOf('broken.mmdb', 'not a database')],
    ['is cut short', fileOf('empty.mmdb', '')],
  ])('are told where one %s, and the other one still answers', async (_, path) => {
    const { data, of } = await openNetworks([path, countries], quietLog);

    expect(data.problem).toContain('can’t be read');
    expect(of('8.8.8.8')).toEqual({ country: 'US' });
  });
});

describe('a record of', () => {
  it.each([
    [
      'GeoLite2 ASN',
      { autonomous_system_number: 64500, autonomous_system_organization: 'Example Net' },
      { asn: 64500, owner: 'Example Net' },
    ],
    [
      'GeoLite2 Country',
      { country: { iso_code: 'NL', names: { en: 'Netherlands' } }, traits: { is_anycast: true } },
      { country: 'NL', marks: ['anycast'] },
    ],
    [
      'IPinfo Lite',
      {
        asn: 'AS64500',
        as_name: 'Example Net',
        as_domain: 'example.net',
        country: 'Netherlands',
        country_code: 'NL',
      },
      { asn: 64500, owner: 'Example Net', country: 'NL' },
    ],
    [
      'GeoIP2 Anonymous IP',
      { is_anonymous: true, is_tor_exit_node: true, is_hosting_provider: true },
      { marks: ['hosting', 'Tor exit'] },
    ],
  ])('%s is understood', (_, raw, network) => {
    expect(networkIn(raw)).toEqual(network);
  });

  it.each([undefined, null, 'x', 7, {}, { asn: 7, country: { iso_code: 5 }, as_name: '' }])(
    'something else says nothing: %j',
    (raw) => {
      expect(networkIn(raw)).toBeUndefined();
    },
  );
});

describe('the table of owners', () => {
  const rows = Array.from({ length: 300 }, (_, n) => ({
    first: 16_777_216 + n * 512,
    // Every other address block is announced by nobody.
    last: 16_777_216 + n * 512 + 255,
    owner: `${'x'.repeat((n * 37) % 200)}, "Net" ${n}`,
  }));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const table = new OwnerTable(
    fileOf(
      'owners.csv',
      rows
        .map(({ first, last, owner }, n) => `${first},${last},${n + 1},${quoted(owner)}\n`)
        .join(''),
    ),
  );
  afterAll(() => table.close());
  const dotted = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255].join('.');

  it('finds the first and last address of every line, and none between them', () => {
    for (const [n, { first, last, owner }] of rows.entries()) {
      const network = { asn: n + 1, owner };
      expect([table.of(dotted(first)), table.of(dotted(last))]).toEqual([network, network]);
      expect([table.of(dotted(first - 1)), table.of(dotted(last + 1))]).toEqual([
        undefined,
        undefined,
      ]);
    }
  });

  it('refuses a file that is no table', () => {
    expect(() => new OwnerTable(fileOf('other.csv', 'a,b,c\n'))).toThrow('not a table');
  });
});
