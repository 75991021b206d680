import { errorOf, get, simulatorForTests, values } from './visitor';

const world = simulatorForTests();
const machines = (query: string) => get(`${world.simulator.url}/api/machines?${query}`);

describe('a filter', () => {
  it.each`
    filter                                                                                         | finds
    ${"computerDnsName eq 'ws-042.contoso.example'"}                                               | ${1}
    ${"startswith(computerDnsName,'fin-lap-07')"}                                                  | ${2}
    ${"startswith(computerDnsName,'ws-048') and healthStatus ne 'Active'"}                         | ${2}
    ${"machineTags/any(tag: tag eq 'Tier0')"}                                                      | ${3}
    ${"machineTags/any(t: t eq 'O''Brien''s team')"}                                               | ${1}
    ${"not startswith(computerDnsName,'w') and (osPlatform eq 'macOS' or osPlatform eq 'Ubuntu')"} | ${4}
    ${'computerDnsName eq null'}                                                                   | ${2}
    ${"COMPUTERDNSNAME eq 'ws-042.contoso.example'"}                                               | ${1}
    ${'rbacGroupId ge 150 and rbacGroupId lt 151'}                                                 | ${8}
    ${"healthStatus eq 'active'"}                                                                  | ${0}
  `('$filter finds $finds', async ({ filter, finds }) => {
    const answer = await machines(`$filter=${encodeURIComponent(filter)}`);

    expect(answer.status).toBe(200);
    expect(values(answer)).toHaveLength(finds);
  });

  it('on a time takes bare dates and counts ticks', async () => {
    const [first] = values(await machines("$filter=computerDnsName eq 'ws-042.contoso.example'"));
    const seen = String(first?.['lastSeen']);

    const same = await machines(`$filter=lastSeen eq ${seen} and computerDnsName ne null`);
    const later = await machines(`$filter=lastSeen gt ${seen} and id eq '${first?.['id']}'`);
    const since = await machines('$filter=lastSeen gt 2020-01-01Z&$top=5');

    expect(values(same).map(({ id }) => id)).toContain(first?.['id']);
    expect(values(later)).toEqual([]);
    expect(values(since)).toHaveLength(5);
  });

  it.each`
    query
    ${"$filter=contains(computerDnsName,'ws')"}
    ${"$filter=rbacGroupName eq 'HR'"}
    ${'$filter=firstSeen gt 2020-01-01Z'}
    ${"$filter=lastSeen gt '2020-01-01'"}
    ${"$filter=computerDnsName like 'ws'"}
    ${"$filter=computerDnsName eq 'it's'"}
    ${'$filter=(healthStatus eq null'}
    ${'$top=10001'}
    ${'$top=many'}
    ${'$expand=alerts'}
    ${'$select=onboardingStatus'}
  `('is refused as observed: $query', async ({ query }) => {
    const refused = await machines(query);

    expect(refused.status).toBe(400);
    expect(errorOf(refused)).toMatchObject({ code: '', details: [] });
    expect(errorOf(refused)).not.toHaveProperty('target');
  });
});

describe('a list', () => {
  it('gives no next link when $top was given', async () => {
    world.simulator.switch({ pageSize: 10 });

    const page = await machines('$skip=5');
    const asked = await machines('$top=10');
    const following = await get(String(page.json['@odata.nextLink']));

    expect(values(page)).toHaveLength(10);
    expect(asked.json).not.toHaveProperty('@odata.nextLink');
    expect(values(following)[0]).toEqual(values(await machines('$skip=15&$top=1'))[0]);
  });

  it('of Graph is followed by its opaque link to the end', async () => {
    const all = values(
      await get(`${world.simulator.url}/v1.0/security/incidents?$filter=severity eq 'high'`),
    );
    const found: unknown[] = [];
    let next: unknown = `${world.simulator.url}/v1.0/security/incidents?$top=3&$filter=severity eq 'high'&$expand=alerts`;
    while (next) {
      const page = await get(String(next));
      found.push(...values(page).map(({ id }) => id));
      expect(values(page)[0]).toHaveProperty('alerts');
      next = page.json['@odata.nextLink'];
    }

    expect(found).toEqual(all.map(({ id }) => id));
    expect(found.length).toBeGreaterThan(3);
  });

  it('of actions is newest first and can be ordered', async () => {
    const { url } = world.simulator;
    const usual = values(await get(`${url}/api/machineactions`));
    const turned = values(await get(`${url}/api/machineactions?$orderby=CreationDateTimeUtc asc`));

    expect(turned).toEqual([...usual].reverse());
  });
});
