import { guid, hash } from '../random';

/** Derives the ids of an account from its name. */
export function accountEvidence(account: string) {
  return {
    accountName: account,
    domainName: 'CONTOSO',
    userSid: `S-1-5-21-1111111111-2222222222-3333333333-${1100 + (hash(account) % 900)}`,
    aadUserId: guid(`user ${account}`),
    userPrincipalName: `${account}@contoso.example`,
  };
}
