/** Storage can't be used as configured; the message tells the operator what to do. */
export class StorageRefusedError extends Error {
  override readonly name = 'StorageRefused';
}

/** The code of a system or PostgreSQL error, such as `ENOENT` or `23505`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
