import type { TokenCredential, TokenCredentialOptions } from '@azure/identity';

/** How the app proves who it is: the first of these that is set; none means managed identity. */
export interface AppIdentity {
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly certificatePath?: string;
  readonly federatedTokenFile?: string;
  /** `https://login.microsoftonline.com` */
  readonly authority: string;
}

export type HttpClient = TokenCredentialOptions['httpClient'];

/** A new credential with an empty cache. The library takes a while to load, so it is loaded when needed. */
export async function credentialFor(
  identity: AppIdentity,
  httpClient?: HttpClient,
): Promise<TokenCredential> {
  const azure = await import('@azure/identity');
  const { tenantId, clientId, clientSecret, certificatePath, federatedTokenFile } = identity;
  const options = { authorityHost: identity.authority, httpClient };
  if (tenantId && clientId && clientSecret) {
    return new azure.ClientSecretCredential(tenantId, clientId, clientSecret, options);
  }
  if (tenantId && clientId && certificatePath) {
    return new azure.ClientCertificateCredential(tenantId, clientId, certificatePath, options);
  }
  if (tenantId && clientId && federatedTokenFile) {
    const tokenFilePath = federatedTokenFile;
    return new azure.WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath });
  }
  return clientId
    ? new azure.ManagedIdentityCredential({ clientId })
    : new azure.ManagedIdentityCredential();
}
