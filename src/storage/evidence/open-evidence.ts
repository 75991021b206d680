import type { BlobServiceClient } from '@azure/storage-blob';
import type { Evidence } from '../../ports';
import { StorageRefusedError } from '../refusal';
import { AzureEvidence } from './azure-evidence';
import { LocalEvidence, type LocalEvidenceParts } from './local-evidence';

type Credential = BlobServiceClient['credential'];

export interface EvidenceSettings extends LocalEvidenceParts {
  readonly store: 'local' | 'azure-blob';
  readonly accountUrl?: string;
  readonly connectionString?: string;
  readonly container?: string;
  /** The identity that writes blobs, where no connection string is set. */
  readonly credential: () => Promise<Credential>;
}

/** The evidence store that the configuration names. */
export async function openEvidence(settings: EvidenceSettings): Promise<Evidence> {
  if (settings.store === 'local') return LocalEvidence.open(settings);
  const { accountUrl, connectionString, container = '', credential } = settings;
  // Half a second to load, and nobody with a local store needs it.
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
