import { defenderAt } from '../support/defender';
import { reply, type StubServer, stubServer } from '../support/stub-server';

const none = reply(200, 'machines-list-empty');

/** The filter as the server understands it, and the names of all options that arrived. */
function query(url: string): { filter: string; options: string[] } {
  const { searchParams } = new URL(url, 'http://x');
  return { filter: searchParams.get('$filter') ?? '', options: [...searchParams.keys()] };
}

describe('looking for machines', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());

  it('reads a machine with all that is used of it', async () => {
    server.replies(reply(200, 'machine'));
    const { defender } = defenderAt(server.url);

    const machine = await defender.machine('WKS-0042.contoso.example');

    expect(server.heard[0]?.url).toBe('/api/machines/wks-0042.contoso.example');
    expect(machine).toMatchObject({
      id: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07',
      name: 'wks-0042.contoso.example',
      os: 'Windows11',
      health: 'Active',
      lastSeen: new Date('2026-11-20T06:41:10.123Z'),
      lastIp: '10.20.30.42',
      tags: ['SOC-Tier1', 'Finance'],
      group: 'Workstations-EU',
      excluded: false,
    });
  });

  it('reads a machine that has neither name nor address', async () => {
    server.replies(reply(200, 'machine-inactive-sparse'));
    const { defender } = defenderAt(server.url);

    const machine = await defender.machine('d03994c9f24db587749ae9006da1cca2d4d2b1f1');

    expect(machine).toMatchObject({ name: '', health: 'Inactive', tags: [] });
    expect(machine?.lastIp).toBeUndefined();
  });

  it('finds twenty names in two calls, without parentheses or escapes', async () => {
    server.replies(none, none);
    const { defender } = defenderAt(server.url);
    const names = Array.from({ length: 20 }, (_, n) => `WS-LAPTOP-${n + 100}`);

    const found = await defender.machinesNamed(names);

    expect([...found.keys()]).toEqual(names);
    expect(server.heard).toHaveLength(2);
    expect(server.heard.every(({ url }) => url.length < 2048)).toBe(true);
    expect(query(server.heard[0]?.url ?? '').filter).toMatch(
      /^computerDnsName eq 'ws-laptop-100' or startswith\(computerDnsName,'ws-laptop-100\.'\) or /,
    );
  });

  it('gives all records of a name back under the name as it was typed', async () => {
    server.replies(reply(200, 'machines-list-duplicates'));
    const { defender } = defenderAt(server.url);

    const found = await defender.machinesNamed(['WKS-0042', 'ghost']);

    expect(found.get('WKS-0042')).toHaveLength(3);
    expect(found.get('ghost')).toEqual([]);
  });

  it.each([
    ["o'brien", "computerDnsName eq 'o''brien'"],
    ["x') or startswith(computerDnsName,'", "computerDnsName eq 'x'') or startswith"],
    ["x' or 1 eq 1 or computerDnsName eq 'y", "'x'' or 1 eq 1 or computerdnsname eq ''y'"],
    ['x&$expand=logonusers&$top=9', "computerDnsName eq 'x&$expand=logonusers&$top=9'"],
    ['x+y', "computerDnsName eq 'x+y'"],
    ['straße-\u202egpj', "computerDnsName eq 'straße-\u202egpj'"],
    ['lone-\ud800', "computerDnsName eq 'lone-\ufffd'"],
  ])('takes %j for a name and nothing else', async (name, literal) => {
    server.replies(none);
    const { defender } = defenderAt(server.url);

    await defender.machinesNamed([name]);

    const { filter, options } = query(server.heard[0]?.url ?? '');
    expect(filter).toContain(literal);
    expect(options).toEqual(['$filter', '$top']);
  });

  it.each([
    ['a path', '/../../v1.0/secrets'],
    ['an encoded path', '%2e%2e%2fincidents'],
    ['two dots', '..'],
    ['one dot', '.'],
    ['a query', 'x?$filter=y'],
    ['a fragment', 'x#y'],
    ['a zero byte', 'ws-01\u0000.example'],
    ['a line end', 'ws-01\r\nX-Evil: 1'],
    ['8000 letters', 'a'.repeat(8000)],
    ['nothing', '  '],
  ])('asks nobody about %s', async (_, name) => {
    const { defender } = defenderAt(server.url);

    expect(await defender.machine(name)).toBeUndefined();
    expect(await defender.machinesNamed([name])).toEqual(new Map([[name, []]]));
    expect(await defender.machinesStartingWith(name)).toEqual([]);
    expect(server.heard).toEqual([]);
  });

  it('pages with $top and $skip, as the link to the next page is missing with $top', async () => {
    const row = { id: 'a'.repeat(40), computerDnsName: 'srv-1' };
    server.replies({ body: JSON.stringify({ value: Array(1000).fill(row) }) }, none);
    const { defender } = defenderAt(server.url);

    const machines = await defender.machinesTagged("Tier'0");

    expect(machines).toHaveLength(1000);
    expect(server.heard.map(({ url }) => query(url))).toEqual([
      { filter: "machineTags/any(tag: tag eq 'Tier''0')", options: ['$filter', '$top'] },
      { filter: "machineTags/any(tag: tag eq 'Tier''0')", options: ['$filter', '$top', '$skip'] },
    ]);
  });

  it('drops rows nobody can read, and says so in the log', async () => {
    server.replies({ body: JSON.stringify({ value: [{ id: null }, 7, { id: 'b'.repeat(40) }] }) });
    const { defender, logged } = defenderAt(server.url);

    expect(await defender.machinesStartingWith('b')).toHaveLength(1);
    expect(logged.join()).toContain('"lost":2');
  });

  it('takes a 404 of a list for "none"', async () => {
    server.replies({ status: 404 });
    const { defender } = defenderAt(server.url);

    expect(await defender.machinesStartingWith('srv')).toEqual([]);
  });

  it('looks an address up around now, and then as the last known one', async () => {
    server.replies(none, reply(200, 'machines-list-duplicates'));
    const { defender } = defenderAt(server.url);

    const machines = await defender.machinesByIp('2001:db8::42');

    expect(machines).toHaveLength(3);
    expect(server.heard[0]?.url).toBe(
      "/api/machines/findbyip(ip='2001%3Adb8%3A%3A42',timestamp=2026-11-20T10:00:00Z)",
    );
    expect(query(server.heard[1]?.url ?? '').filter).toBe("lastIpAddress eq '2001:db8::42'");
  });

  it.each(["10.0.0.1',timestamp=x)", 'fe80::1%eth0', '10.0.0', ''])(
    'asks nobody about %j, which is no address',
    async (ip) => {
      const { defender } = defenderAt(server.url);

      expect(await defender.machinesByIp(ip)).toEqual([]);
    },
  );

  it('reads the machine of an alert', async () => {
    server.replies(reply(200, 'alert-machine'));
    const { defender } = defenderAt(server.url);

    const machine = await defender.alertMachine('da637472900382838869_-1364969609');

    expect(server.heard[0]?.url).toBe('/api/alerts/da637472900382838869_-1364969609/machine');
    expect(machine?.name).toBe('wks-0042.contoso.example');
  });
});
