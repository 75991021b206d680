import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { defang, parseIp } from '../../src/domain/ip';

/** First and last of ranges whose edges are easily got wrong. */
const ranges: readonly (readonly [number, number])[] = [
  [0x0a000000, 0x0affffff],
  [0x64400000, 0x647fffff],
  [0xac100000, 0xac1fffff],
  [0xc0a80000, 0xc0a8ffff],
  [0xc6120000, 0xc613ffff],
  [0xe0000000, 0xefffffff],
];

describe('an address is read and classed', () => {
  it.each`
    written                    | address                    | kind
    ${'8.8.8.8'}               | ${'8.8.8.8'}               | ${'public'}
    ${'172.32.0.1'}            | ${'172.32.0.1'}            | ${'public'}
    ${'100.128.0.1'}           | ${'100.128.0.1'}           | ${'public'}
    ${'2606:4700:4700::1111'}  | ${'2606:4700:4700::1111'}  | ${'public'}
    ${'10.0.0.1'}              | ${'10.0.0.1'}              | ${'private'}
    ${'172.16.0.1'}            | ${'172.16.0.1'}            | ${'private'}
    ${'172.31.255.255'}        | ${'172.31.255.255'}        | ${'private'}
    ${'192.168.1.1'}           | ${'192.168.1.1'}           | ${'private'}
    ${'fc00::1'}               | ${'fc00::1'}               | ${'unique local'}
    ${'127.0.0.1'}             | ${'127.0.0.1'}             | ${'loopback'}
    ${'::1'}                   | ${'::1'}                   | ${'loopback'}
    ${'169.254.1.1'}           | ${'169.254.1.1'}           | ${'link-local'}
    ${'fe80::1'}               | ${'fe80::1'}               | ${'link-local'}
    ${'fe80::1%eth0'}          | ${'fe80::1'}               | ${'link-local'}
    ${'100.64.0.1'}            | ${'100.64.0.1'}            | ${'CGNAT'}
    ${'224.0.0.1'}             | ${'224.0.0.1'}             | ${'multicast'}
    ${'ff02::1'}               | ${'ff02::1'}               | ${'multicast'}
    ${'192.0.2.5'}             | ${'192.0.2.5'}             | ${'documentation'}
    ${'198.51.100.7'}          | ${'198.51.100.7'}          | ${'documentation'}
    ${'203.0.113.9'}           | ${'203.0.113.9'}           | ${'documentation'}
    ${'2001:db8::1'}           | ${'2001:db8::1'}           | ${'documentation'}
    ${'198.18.0.1'}            | ${'198.18.0.1'}            | ${'reserved'}
    ${'240.0.0.1'}             | ${'240.0.0.1'}             | ${'reserved'}
    ${'100::1'}                | ${'100::1'}                | ${'reserved'}
    ${'4000::1'}               | ${'4000::1'}               | ${'reserved'}
    ${'0.0.0.0'}               | ${'0.0.0.0'}               | ${'unspecified'}
    ${'::'}                    | ${'::'}                    | ${'unspecified'}
    ${'255.255.255.255'}       | ${'255.255.255.255'}       | ${'broadcast'}
    ${'::ffff:10.0.0.1'}       | ${'10.0.0.1'}              | ${'private'}
    ${'::ffff:a00:1'}          | ${'10.0.0.1'}              | ${'private'}
    ${'2001:DB8:0:0:1:0:0:1'}  | ${'2001:db8::1:0:0:1'}     | ${'documentation'}
    ${'2606:4700:0:1:1:1:1:1'} | ${'2606:4700:0:1:1:1:1:1'} | ${'public'}
    ${'1.2.3.4:443'}           | ${'1.2.3.4'}               | ${'public'}
    ${'[2606:4700::1]:443'}    | ${'2606:4700::1'}          | ${'public'}
    ${'[fe80::1%12]'}          | ${'fe80::1'}               | ${'link-local'}
    ${' 10.0.0.1 '}            | ${'10.0.0.1'}              | ${'private'}
  `('$written is $kind', ({ written, address, kind }) => {
    expect(parseIp(written)).toMatchObject({ address, class: kind });
  });

  it.each`
    written               | embedded      | kind
    ${'64:ff9b::8.8.8.8'} | ${'8.8.8.8'}  | ${'public'}
    ${'64:ff9b::a00:1'}   | ${'10.0.0.1'} | ${'private'}
    ${'2002:0a00:0001::'} | ${'10.0.0.1'} | ${'private'}
    ${'2002:808:808::1'}  | ${'8.8.8.8'}  | ${'public'}
  `('$written holds $embedded, which decides', ({ written, embedded, kind }) => {
    expect(parseIp(written)).toMatchObject({ family: 6, embedded, class: kind });
  });

  it.each([
    '127.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '010.8.8.8',
    '1.2.3.4/24',
    '256.1.1.1',
    'N/A',
    '',
    null,
    undefined,
    42,
    '1.2.3.4:99999',
    '1.2.3.4.5',
    'evil.example',
    '[1.2.3.4',
    '::1::2',
    '12345::1',
    '%eth0',
    '1.2.3.4%eth0',
    'a'.repeat(100_000),
  ])('%p is no address', (written) => {
    expect(parseIp(written)).toBeUndefined();
  });

  it('classes IPv4 as the library does', () => {
    const names: Readonly<Record<string, string>> = {
      unicast: 'public',
      as112: 'public',
      amt: 'public',
      linkLocal: 'link-local',
      carrierGradeNat: 'CGNAT',
    };
    const edges = ranges.flatMap(([first, last]) => [first - 1, first, last, last + 1]);
    const number = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(...edges));

    fc.assert(
      fc.property(number, (value) => {
        const address = [24, 16, 8, 0]
          .map((shift) => Math.floor(value / 2 ** shift) % 256)
          .join('.');
        const range = ipaddr.parse(address).range();

        const found = parseIp(address)!.class.replace('documentation', 'reserved');
        expect(found).toBe(names[range] ?? range);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells an old IPv4-compatible address from a mapped one', () => {
    expect(parseIp('::1.2.3.4')).toEqual(parseIp('::102:304'));
    expect(parseIp('::1.2.3.4')).toMatchObject({ address: '::102:304', class: 'reserved' });
  });
});

describe('every address has one canonical form', () => {
  const parts = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  // Runs of zeros are where canonical forms go wrong.
  const withZeros = fc.tuple(parts, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }));
  const ipv6 = withZeros.map(([numbers, zero]) =>
    numbers.map((number, at) => (zero[at] ? 0 : number).toString(16)).join(':'),
  );

  it('which reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(ipv6, fc.ipV4(), fc.ipV6()), (written) => {
        const once = parseIp(written)!;

        expect(parseIp(once.address)).toEqual(once);
      }),
    );
  });

  it('which is the one that browsers write too', () => {
    fc.assert(
      fc.property(ipv6, (written) => {
        const { address, family } = parseIp(written)!;
        fc.pre(family === 6);

        expect(`[${address}]`).toBe(new URL(`http://[${written}]`).hostname);
      }),
    );
  });

  it('whatever the case, the leading zeros, the brackets, the port or the zone', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 65_535 }), (numbers, port) => {
        const long = numbers.map((number) => number.toString(16).padStart(4, '0')).join(':');

        const forms = [long, long.toUpperCase(), `[${long}]`, `[${long}]:${port}`, `${long}%en0`];

        expect(new Set(forms.map((form) => parseIp(form)?.address)).size).toBe(1);
      }),
    );
  });

  it('and no text makes the reader fall over', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (anything) => {
        const found = parseIp(anything);

        expect(found === undefined || found.address.length > 1).toBe(true);
      }),
    );
  });
});

describe('a defanged address', () => {
  it.each`
    address                   | shown
    ${'203.0.113.45'}         | ${'203.0.113[.]45'}
    ${'2001:db8::1'}          | ${'2001:db8[::]1'}
    ${'2001:db8:1:2:3:4:5:6'} | ${'2001:db8:1:2:3:4:5[:]6'}
  `('$address is shown as $shown', ({ address, shown }) => {
    expect(defang(address)).toBe(shown);
  });

  it('is no address any more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (written) => {
        const { address } = parseIp(written)!;
        // `[::]` is how "any address" stands in a URL: nowhere to go to.
        fc.pre(address !== '::');

        expect(parseIp(defang(address))).toBeUndefined();
      }),
    );
  });
});
