import { approvalNeeded, isNamed } from '../../src/access/approvals';
import { defaultPolicy, readPolicy } from '../../src/access/policy';
import { aMachine } from '../support/builders';
import { saying } from '../support/saying';

const ws = aMachine({ name: 'ws-042.contoso.com' });
const dc = aMachine({ name: 'srv-dc01.contoso.com', tags: ['Tier0'], group: 'Servers' });
const sql = aMachine({ name: 'srv-sql2.contoso.com', group: 'Servers' });

const policyOf = (...approvals: object[]) => readPolicy(JSON.stringify({ approvals }), 'policy');

describe('whom the policy wants to be asked', () => {
  it('is nobody without a rule', () => {
    expect(approvalNeeded([ws, dc], defaultPolicy())).toBeUndefined();
  });

  it.each`
    rule                              | waits            | because
    ${{ machineTags: ['tier0'] }}     | ${[dc]}          | ${'tag “tier0”'}
    ${{ machineGroups: ['servers'] }} | ${[dc, sql]}     | ${'device group “servers”'}
    ${{ names: ['SRV-*'] }}           | ${[dc, sql]}     | ${'name like “SRV-*”'}
    ${{ moreThan: 2 }}                | ${[ws, dc, sql]} | ${'more than 2 devices'}
  `('is a lead for $because', ({ rule, waits, because }) => {
    const need = approvalNeeded([ws, dc, sql], policyOf({ when: rule }));

    expect(need).toEqual({
      machineIds: waits.map(({ id }: { id: string }) => id),
      by: 'lead',
      because: [saying(because)],
      expiresMinutes: 60,
    });
  });

  it('leaves machines alone that no rule names', () => {
    const policy = policyOf({ when: { machineTags: ['Tier0'], names: ['srv-*'], moreThan: 10 } });

    expect(approvalNeeded([ws], policy)).toBeUndefined();
  });

  it('is nobody for a rule without a condition', () => {
    expect(approvalNeeded([ws], policyOf({ when: {} }))).toBeUndefined();
  });

  it('takes the highest role and the shortest patience of all rules that apply', () => {
    const policy = policyOf(
      { when: { names: ['srv-*'] }, by: 'responder', expiresMinutes: 30 },
      { when: { machineTags: ['Tier0'] }, by: 'lead', expiresMinutes: 90 },
    );

    expect(approvalNeeded([dc], policy)).toMatchObject({ by: 'lead', expiresMinutes: 30 });
    expect(approvalNeeded([sql], policy)).toMatchObject({ by: 'responder' });
  });
});

describe('a pattern of names', () => {
  it.each`
    pattern            | name                      | fits
    ${'srv-*'}         | ${'srv-dc01.contoso.com'} | ${true}
    ${'SRV-DC??'}      | ${'srv-dc01.contoso.com'} | ${true}
    ${'*.contoso.com'} | ${'ws-1.contoso.com'}     | ${true}
    ${'srv-dc01'}      | ${'srv-dc01.contoso.com'} | ${true}
    ${'srv-*'}         | ${'old-srv-1'}            | ${false}
    ${'srv.dc'}        | ${'srv-dc'}               | ${false}
    ${'(a+)+$'}        | ${'aaaaaaaaaaaaaaaaaaaa'} | ${false}
    ${'*'}             | ${''}                     | ${true}
  `('“$pattern” and $name: $fits', ({ pattern, name, fits }) => {
    expect(isNamed({ name }, pattern)).toBe(fits);
  });
});
