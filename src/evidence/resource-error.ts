import { HashingStoppedError } from './digests';

// Too many files open, no memory, no threads left.
const codes = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/** Whether the work failed because this process lacks resources: that says nothing about what was read. */
export function isResourceError(error: unknown): boolean {
  if (error instanceof HashingStoppedError) return true;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && (codes.includes(code) || code.startsWith('ERR_WORKER'));
}
