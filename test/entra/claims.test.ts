import { rolesOf } from '../../src/entra/claims';
import { recorded } from '../support/stub-server';

function jwt(payload: string): string {
  return `e30.${Buffer.from(payload).toString('base64url')}.signature`;
}

describe('the permissions in a token', () => {
  it('are the roles of an app', () => {
    expect(rolesOf(jwt(recorded('entra-token-claims')))).toContain('Machine.CollectForensics');
  });

  it('are the scopes of a person', () => {
    expect(rolesOf(jwt('{"scp":"Machine.Read Alert.Read"}'))).toEqual([
      'Machine.Read',
      'Alert.Read',
    ]);
  });

  it.each([
    '',
    'development',
    'a.b.c',
    jwt('{}'),
    jwt('[]'),
    jwt('{"roles":"all"}'),
    jwt('not json'),
  ])('are none where %j says nothing of them', (token) => {
    expect(rolesOf(token)).toEqual([]);
  });
});
