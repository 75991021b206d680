/** Storage can't be used as it is; the message tells whoever starts Bailiff what to do. */
export class StorageRefusedError extends Error {
  override readonly name = 'StorageRefused';
}

/** The system's own code of an error, such as `ENOENT` or PostgreSQL's `23505`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
