/**
 * The database is unavailable for now: unreachable, read-only, out of space, or it cancelled the
 * statement. That says nothing about the work, which is retried.
 */
export class InfrastructureError extends Error {
  override readonly name: string = 'InfrastructureError';
}

/** Whether the same work may succeed later. Also recognises an error that was read back from its JSON. */
export function isInfrastructureError(error: unknown): boolean {
  return (error as { readonly name?: unknown } | undefined)?.name === 'InfrastructureError';
}
