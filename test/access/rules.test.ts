import { defaultPolicy, readPolicy } from '../../src/access/policy';
import { ruleNamed, rulesFor } from '../../src/access/rules';
import { anAlert, anIncident } from '../support/incidents';

const policy = (rules: string) => readPolicy(`triggers:\n${rules}`, 'policy.yaml');
const incident = anIncident({
  name: 'Multi-stage incident',
  severity: 'high',
  alerts: [
    anAlert({
      title: 'Mail delivered',
      category: 'InitialAccess',
      source: 'microsoftDefenderForOffice365',
    }),
    anAlert({ title: 'LSASS was read', category: 'CredentialAccess' }),
  ],
});
const names = (rules: string, about = incident) =>
  rulesFor(about, policy(rules)).map(({ name }) => name);

describe('a rule of the policy', () => {
  it('means every incident when it names no condition', () => {
    expect(names('  - { name: any }')).toEqual(['any']);
  });

  it.each`
    condition                                     | means
    ${'severity: [High]'}                         | ${true}
    ${'severity: [low, medium]'}                  | ${false}
    ${'titles: [lsass]'}                          | ${true}
    ${'titles: ["multi-stage*"]'}                 | ${true}
    ${'titles: ["ransom*"]'}                      | ${false}
    ${'categories: [CredentialAccess]'}           | ${true}
    ${'categories: ["Credential access"]'}        | ${true}
    ${'categories: [Credential]'}                 | ${false}
    ${'sources: [microsoftDefenderForEndpoint]'}  | ${true}
    ${'sources: ["MicrosoftDefenderFor*"]'}       | ${true}
    ${'sources: [microsoftDefenderForCloudApps]'} | ${false}
    ${'severity: [High], titles: [lsass]'}        | ${true}
    ${'severity: [High], titles: [ransom]'}       | ${false}
  `('that says $condition means this one: $means', ({ condition, means }) => {
    expect(names(`  - { name: rule, incident: { ${condition} } }`)).toEqual(means ? ['rule'] : []);
  });

  it('never takes an unknown severity for the one it wants', () => {
    const unknown = { ...incident, severity: 'unknown' as const };

    expect(names('  - { name: rule, incident: { severity: [High] } }', unknown)).toEqual([]);
  });

  it('is found by its name as people type it', () => {
    const rules = policy('  - { name: "High + lsass" }');

    expect(ruleNamed('high  + LSASS', rules)?.name).toBe('High + lsass');
    expect(ruleNamed('high', rules)).toBeUndefined();
    expect(rulesFor(incident, defaultPolicy())).toEqual([]);
  });
});
