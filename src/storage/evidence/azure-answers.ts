// Error codes of Azure Blob.
// Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes (read 2026-11-20)

interface Refusal {
  readonly statusCode?: number;
  readonly code?: string;
}

function refusalOf(error: unknown): Refusal {
  return typeof error === 'object' && error !== null ? error : {};
}

/** `If-None-Match: *` found a blob: 409 from Put Block List, 412 from older paths. */
export function isThere(error: unknown): boolean {
  const { code, statusCode } = refusalOf(error);
  return code === 'BlobAlreadyExists' || statusCode === 412;
}

/** The account reached its capacity or quota. */
export function isFull(error: unknown): boolean {
  return ['AccountLimitExceeded', 'InsufficientAccountCapacity'].includes(
    refusalOf(error).code ?? '',
  );
}

/** Maps "blob not found" to undefined and rethrows anything else. */
export function nothingThere(error: unknown): undefined {
  const { code, statusCode } = refusalOf(error);
  // A missing container is a configuration error.
  if (statusCode === 404 && code !== 'ContainerNotFound') return undefined;
  throw error;
}
