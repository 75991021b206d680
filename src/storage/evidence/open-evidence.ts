import type { BlobServiceClient } from '@azure/storage-blob';
import type { Evidence } from '../../ports';
import { StorageRefusedError } from '../refusal';
import { AzureEvidence } from './azure-evidence';
import { LocalEvidence, type LocalEvidenceParts } from './local-evidence';

type Credential = BlobServiceClient['credential'];

export interface EvidenceSettings extends LocalEvidenceParts {
  readonly store: 'local' | 'azure-blob';
  readonly accountUrl?: string | undefined;
  readonly connectionString?: string | undefined;
  readonly container?: string | undefined;
  /** Identity that writes blobs, unless a connection string is set. */
  readonly credential: () => Promise<Credential>;
}

/** Opens the configured evidence store. @throws {StorageRefusedError} if the container is missing */
export async function openEvidence(settings: EvidenceSettings): Promise<Evidence> {
  if (settings.store === 'local') return LocalEvidence.open(settings);
  const { accountUrl, connectionString, container = '', credential } = settings;
  // Loads for half a second; local stores do not need it.
  const azure = await import('@azure/storage-blob');
  const service = connectionString
    ? azure.BlobServiceClient.fromConnectionString(connectionString)
    : new azure.BlobServiceClient(accountUrl!, await credential());
  const client = service.getContainerClient(container);
  if (!(await client.exists()))
    throw new StorageRefusedError(
      `The container ${container} is not there, or this identity may not see it. Make it first (docs/setup.md), private, with the protection your rules ask for.`,
    );
  return new AzureEvidence(client, settings);
}
