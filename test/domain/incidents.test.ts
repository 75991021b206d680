import { follows } from '../../src/domain/follows';
import { isLike } from '../../src/domain/glob';
import { findIncidentMachines, machinesOf } from '../../src/domain/incident-machines';
import { anAlert, anIncident } from '../support/incidents';
import { growthOf } from '../support/work';

const device = (id: string, ...roles: string[]) => ({
  kind: 'Device',
  roles,
  device: { id, name: `${id}.contoso.com` },
});

describe('the machines of an incident', () => {
  it('are each there once, whatever the number of alerts and the case of their ids', () => {
    const alerts = Array.from({ length: 11 }, (_, at) =>
      anAlert({ evidence: [device(at % 2 ? 'AB' : 'ab', 'compromised')] }),
    );

    expect(machinesOf({ alerts })).toEqual([
      { id: 'ab', name: 'ab.contoso.com', compromised: true },
    ]);
  });

  it('are compromised when the evidence of one alert gives them that role', () => {
    const alerts = [
      anAlert({ evidence: [device('a', 'contextual'), device('b', 'attacked', 'compromised')] }),
      anAlert({ machine: { id: 'c', name: 'c' }, evidence: [device('c', 'contextual')] }),
    ];

    expect(findIncidentMachines({ alerts }, 'compromised').map(({ id }) => id)).toEqual(['b']);
    expect(findIncidentMachines({ alerts }, 'all').map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    expect(findIncidentMachines({ alerts }, 'none')).toEqual([]);
  });

  it('are the alerts’ own where nobody gives roles', () => {
    const alerts = [
      anAlert({ machine: { id: 'a', name: 'a' }, evidence: [device('a'), device('b')] }),
      anAlert({ machine: { id: 'c', name: 'c' } }),
    ];

    expect(findIncidentMachines({ alerts }, 'compromised').map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('may be none', () => {
    expect(machinesOf({ alerts: [] })).toEqual([]);
    expect(machinesOf({ alerts: [anAlert()] })).toEqual([]);
  });
});

describe('a pattern for titles', () => {
  it.each`
    title                               | pattern                 | fits
    ${'Credential dumping from LSASS'}  | ${'lsass'}              | ${true}
    ${'Credential dumping from LSASS'}  | ${'credential*lsass'}   | ${true}
    ${'Credential dumping from LSASS'}  | ${'credential*'}        | ${true}
    ${'Credential dumping from LSASS'}  | ${'*dumping*'}          | ${true}
    ${'Credential dumping from LSASS'}  | ${'dumping*'}           | ${false}
    ${'Credential dumping from LSASS'}  | ${'*dumping'}           | ${false}
    ${'Cre\u200bdential \u202edumping'} | ${'credential dumping'} | ${true}
    ${'ＣＲＥＤＥＮＴＩＡＬ dumping'}   | ${'credential'}         | ${true}
    ${'aba'}                            | ${'ab*ba'}              | ${false}
    ${'a.c'}                            | ${'a.c'}                | ${true}
    ${'abc'}                            | ${'a.c'}                | ${false}
    ${'[x](y) **z**'}                   | ${'[x]*'}               | ${true}
    ${''}                               | ${'*'}                  | ${true}
  `('$pattern on $title: $fits', ({ title, pattern, fits }) => {
    expect(isLike(title, pattern)).toBe(fits);
  });

  it('works no more for a title that was made to be slow', async () => {
    const onHostile = (size: number) =>
      expect(isLike('a'.repeat(size), `${'a*'.repeat(Math.min(size / 2, 300))}b`)).toBe(false);

    expect(await growthOf(onHostile, 200)).toBeLessThan(3);
    expect(await growthOf(onHostile, 50_000)).toBeLessThan(3);
  });
});

describe('who follows incidents', () => {
  const incident = anIncident({
    severity: 'medium',
    tags: ['Finance'],
    alerts: [anAlert({ source: 'microsoftDefenderForOffice365' })],
  });

  it.each`
    filter                                     | gets
    ${{}}                                      | ${true}
    ${{ minimumSeverity: 'medium' }}           | ${true}
    ${{ minimumSeverity: 'high' }}             | ${false}
    ${{ source: 'office365' }}                 | ${true}
    ${{ source: 'Defender for Office 365' }}   | ${true}
    ${{ source: 'endpoint' }}                  | ${false}
    ${{ tag: 'finance' }}                      | ${true}
    ${{ tag: 'fin' }}                          | ${false}
    ${{ source: 'office365', tag: 'Servers' }} | ${false}
  `('gets an incident that all of $filter fits: $gets', ({ filter, gets }) => {
    expect(follows(filter, incident)).toBe(gets);
  });

  it('gets one of unknown severity too: it may be anything', () => {
    expect(follows({ minimumSeverity: 'high' }, { ...incident, severity: 'unknown' })).toBe(true);
  });
});
