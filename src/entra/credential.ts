import type { TokenCredential, TokenCredentialOptions } from '@azure/identity';

/** The app's credential: the first of these that is set; none means managed identity. */
export interface AppIdentity {
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly certificatePath?: string | undefined;
  readonly federatedTokenFile?: string | undefined;
  /** `https://login.microsoftonline.com` */
  readonly authority: string;
}

export type HttpClient = TokenCredentialOptions['httpClient'];

/** Creates a credential with an empty cache. Loads the library on demand, because that is slow. */
export async function credentialFor(
  identity: AppIdentity,
  httpClient?: HttpClient,
): Promise<TokenCredential> {
  const azure = await import('@azure/identity');
  const { tenantId, clientId, clientSecret, certificatePath, federatedTokenFile } = identity;
  const options = { authorityHost: identity.authority, ...(httpClient && { httpClient }) };
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
