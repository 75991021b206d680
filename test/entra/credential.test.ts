import { credentialFor } from '../../src/entra/credential';

const app = {
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  authority: 'https://login.microsoftonline.com',
};

describe('the app proves who it is', () => {
  it.each([
    [
      'a secret',
      { ...app, clientSecret: 's', certificatePath: '/c.pem' },
      'ClientSecretCredential',
    ],
    ['a certificate', { ...app, certificatePath: '/c.pem' }, 'ClientCertificateCredential'],
    ['a token of its cluster', { ...app, federatedTokenFile: '/t' }, 'WorkloadIdentityCredential'],
    [
      'its managed identity',
      { clientId: app.clientId, authority: app.authority },
      'ManagedIdentityCredential',
    ],
    ['its managed identity, unnamed', { authority: app.authority }, 'ManagedIdentityCredential'],
  ])('by %s', async (_, identity, credential) => {
    expect((await credentialFor(identity)).constructor.name).toBe(credential);
  });
});
