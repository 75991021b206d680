// What Azure Blob says, by status and code.
// Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes (read 2026-11-20)

interface Refusal {
  readonly statusCode?: number;
  readonly code?: string;
}

function refusalOf(error: unknown): Refusal {
  return typeof error === 'object' && error !== null ? (error as Refusal) : {};
}

/** `If-None-Match: *` met something: 409 from Put Block List, 412 from older paths. */
export function isThere(error: unknown): boolean {
  const { code, statusCode } = refusalOf(error);
  return code === 'BlobAlreadyExists' || statusCode === 412;
}

/** The account is at its capacity, or its quota. */
export function isFull(error: unknown): boolean {
  return ['AccountLimitExceeded', 'InsufficientAccountCapacity'].includes(
    refusalOf(error).code ?? '',
  );
}

/** A blob that isn't there is an answer, anything else a fault. */
export function nothingThere(error: unknown): undefined {
  const { code, statusCode } = refusalOf(error);
  // A missing container is a fault of the set-up, never "no such package".
  if (statusCode === 404 && code !== 'ContainerNotFound') return undefined;
  throw error;
}
