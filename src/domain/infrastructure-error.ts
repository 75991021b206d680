/**
 * The database is temporarily unavailable: unreachable, read-only, out of space, or it cancelled
 * the statement. This says nothing about the work, which is retried.
 */
export class InfrastructureError extends Error {
  override readonly name: string = 'InfrastructureError';
}

/** Returns whether the same work may succeed later. Also recognises an error restored from JSON. */
export function isInfrastructureError(error: unknown): boolean {
  return (error as { readonly name?: unknown } | undefined)?.name === 'InfrastructureError';
}
