import { readPolicy } from '../../src/access/policy';
import { roleOf } from '../../src/access/roles';

const policy = readPolicy(
  'roles: { analyst: { users: ["*"] }, responder: { users: [U-2] }, lead: { users: [u-3], groups: [g-1] } }',
  'policy.yaml',
);

describe('a role', () => {
  it.each`
    id       | role
    ${'u-1'} | ${'analyst'}
    ${'u-2'} | ${'responder'}
    ${'U-3'} | ${'lead'}
    ${''}    | ${'nobody'}
  `('of “$id” is $role', ({ id, role }) => {
    expect(roleOf({ id }, policy)).toBe(role);
  });

  it('is the highest one that covers the person', () => {
    const twice = readPolicy('roles: { lead: { users: ["*"] }, analyst: { users: [u-1] } }', 'p');

    expect(roleOf({ id: 'u-1' }, twice)).toBe('lead');
  });

  it('is none for whoever the policy does not cover', () => {
    const closed = readPolicy('roles: { lead: { users: [u-3] } }', 'p');

    expect(roleOf({ id: 'u-1' }, closed)).toBe('nobody');
  });

  it('is not taken from a user whose id is a star', () => {
    const closed = readPolicy('roles: { lead: { users: [u-3] } }', 'p');

    expect(roleOf({ id: '*' }, closed)).toBe('nobody');
  });

  it.each`
    roles                                          | role
    ${'analyst: { users: ["*"] }'}                 | ${'nobody'}
    ${'lead: { users: [u-1] }'}                    | ${'nobody'}
    ${'analyst: { users: ["*"], guests: true }'}   | ${'analyst'}
    ${'responder: { users: [u-1], guests: true }'} | ${'responder'}
    ${'responder: { users: [u-2], guests: true }'} | ${'nobody'}
  `('of a guest with $roles is $role', ({ roles, role }) => {
    const opened = readPolicy(`roles: { ${roles} }`, 'p');

    expect(roleOf({ id: 'u-1', isGuest: true }, opened)).toBe(role);
  });
});
