import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { defaultPolicy, PolicyError, policyJsonSchema, readPolicy } from '../../src/access/policy';

const root = join(__dirname, '..', '..');

function faultsOf(text: string): readonly string[] {
  try {
    readPolicy(text, 'policy.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error.faults;
    throw error;
  }
  return [];
}

describe('the policy file', () => {
  it('comes with an example that is right', () => {
    const policy = readPolicy(readFileSync(join(root, 'policy.example.yaml'), 'utf8'), 'example');

    expect(policy).toMatchObject({
      limits: { confirmAbove: 5, refuseAbove: 100, perPersonPerHour: 100 },
      approvals: [{ when: { machineTags: ['Tier0'], moreThan: 10 }, by: 'lead' }],
      triggers: [{ incident: { severity: ['high'] }, collect: 'compromised', ipReport: true }],
      onCall: { rotation: { people: ['dana', 'omar'], every: 'week' } },
      ownRanges: [{ cidr: '10.0.0.0/8', name: 'Corporate' }],
    });
  });

  it.each([
    '',
    '{}',
    '# nothing yet',
    'roles:\nlimits:\napprovals:\ntriggers:\nonCall:\nownRanges:\nretention:',
    'roles: {}\nonCall: {}\ntriggers: []',
    'roles:\n  lead:\n    users:\nonCall:\n  people:\n  rotation:\n  then:',
  ])('may be as empty as one likes: %j', (text) => {
    expect(readPolicy(text, 'policy.yaml')).toEqual(defaultPolicy());
  });

  it('may be written in JSON', () => {
    const text = JSON.stringify({ limits: { confirmAbove: 7 }, roles: { lead: { users: ['x'] } } });

    expect(readPolicy(text, 'policy.json').limits.confirmAbove).toBe(7);
  });

  it('makes everybody an analyst when it gives no roles, and a lead in development', () => {
    expect(readPolicy('limits:', 'p').roles.analyst.users).toEqual(['*']);
    expect(readPolicy('limits:', 'p').roles.lead.users).toEqual([]);
    expect(readPolicy('limits:', 'p', 'lead').roles.lead.users).toEqual(['*']);
  });

  it('gives nothing away once it names anybody', () => {
    const { roles } = readPolicy('roles: { lead: { groups: [g-1] } }', 'p', 'lead');

    expect(roles).toEqual({
      analyst: { users: [], groups: [], guests: false },
      responder: { users: [], groups: [], guests: false },
      lead: { users: [], groups: ['g-1'], guests: false },
    });
  });
});

describe('a wrong policy', () => {
  it.each`
    text                                                                                           | says
    ${'limits:\n  confirmAbov: 3'}                                                                 | ${'policy.yaml, line 2: “confirmAbov” is not a name the policy knows. Did you mean “confirmAbove”?'}
    ${'\n\nrole:\n  lead: {}'}                                                                     | ${'policy.yaml, line 3: “role” is not a name the policy knows. Did you mean “roles”?'}
    ${'colour: red'}                                                                               | ${'policy.yaml, line 1: “colour” is not a name the policy knows.'}
    ${'limits:\n  refuseAbove: 0'}                                                                 | ${'policy.yaml, line 2: limits.refuseAbove must be a whole number from 1 to 1000.'}
    ${'limits:\n  refuseAbove: many'}                                                              | ${'policy.yaml, line 2: limits.refuseAbove must be a whole number from 1 to 1000.'}
    ${'limits: 5'}                                                                                 | ${'policy.yaml, line 1: limits must be a section with names and values.'}
    ${'limits:\n  confirmAbove: 9\n  refuseAbove: 5'}                                              | ${'policy.yaml, line 2: limits.confirmAbove must be at most limits.refuseAbove (5).'}
    ${'roles:\n  lead:\n    users: alice'}                                                         | ${'policy.yaml, line 3: roles.lead.users must be a list.'}
    ${'roles:\n  lead:\n    users:\n      - ok\n      - 17'}                                       | ${'policy.yaml, line 5: roles.lead.users.1 must be text.'}
    ${'triggers:\n  - name: x\n    incident:\n      severity: [Critical]'}                         | ${'policy.yaml, line 4: triggers.0.incident.severity.0 must be informational, low, medium or high.'}
    ${'triggers:\n  - name: x\n    collect: some'}                                                 | ${'policy.yaml, line 3: triggers.0.collect must be compromised, all or none.'}
    ${'triggers:\n  - name: x\n  - name: x'}                                                       | ${'policy.yaml, line 3: “x” names another trigger already; each needs a name of its own.'}
    ${'triggers:\n  - collect: all'}                                                               | ${'policy.yaml, line 2: triggers.0.name must be text.'}
    ${'onCall:\n  then: [omar]'}                                                                   | ${'policy.yaml, line 2: “omar” is not one of onCall.people.'}
    ${'onCall:\n  rotation:\n    people: [a]\n    from: "2026-11-02T09:00"\n    timeZone: Berlin'} | ${'policy.yaml, line 5: onCall.rotation.timeZone must be an IANA time zone such as Europe/Berlin.'}
    ${'ownRanges:\n  - { cidr: 10.0.0.0/33, name: x }'}                                            | ${'policy.yaml, line 2: ownRanges.0.cidr must be a range such as 10.0.0.0/8 or 2001:db8::/32.'}
    ${'ownRanges:\n  - { cidr: 10.0.0.1, name: x }'}                                               | ${'policy.yaml, line 2: ownRanges.0.cidr must be a range such as 10.0.0.0/8 or 2001:db8::/32.'}
    ${'- just\n- a list'}                                                                          | ${'policy.yaml, line 1: the file must be a section with names and values.'}
  `('is refused: $says', ({ text, says }) => {
    expect(faultsOf(text)).toEqual([says]);
  });

  it('names the line where it is no YAML', () => {
    expect(faultsOf('limits:\n  confirmAbove: [1')[0]).toMatch(/^policy\.yaml, line 2: /);
    expect(faultsOf('limits:\n  a: 1\nlimits:\n  b: 2')[0]).toMatch(/^policy\.yaml, line 3: /);
  });

  it('tells all faults at once', () => {
    expect(
      faultsOf('limits:\n  refuseAbove: x\nretention:\n  packageDays: 0\nfoo: 1'),
    ).toHaveLength(3);
  });

  it('does not let a file of aliases grow without end', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 9; at += 1)
      bomb.push(
        `a${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      );

    expect(() => readPolicy(bomb.join('\n'), 'policy.yaml')).toThrow();
  });
});

describe('the schema for editors', () => {
  const file = join(root, 'docs', 'policy.schema.json');
  const generated = `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE']) writeFileSync(file, generated);

  it('is what the policy is checked with (UPDATE=1 npx jest test/access writes it anew)', () => {
    expect(readFileSync(file, 'utf8')).toBe(generated);
  });

  it.each`
    text                                                       | right
    ${readFileSync(join(root, 'policy.example.yaml'), 'utf8')} | ${true}
    ${'roles: { lead: { users: [x] } }\nlimits:'}              | ${true}
    ${'limits: { confirmAbov: 3 }'}                            | ${false}
    ${'ownRanges: [{ cidr: 10.0.0.0/8 }]'}                     | ${false}
  `('agrees with the check: $right', ({ text, right }) => {
    const agrees = new Ajv({ strict: false }).compile(policyJsonSchema());

    expect(agrees(parse(text))).toBe(right);
    expect(faultsOf(text).length === 0).toBe(right);
  });
});
