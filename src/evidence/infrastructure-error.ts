import { HashingStoppedError } from './digests';

// Too many files open, no memory, no threads left.
const codes = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/** True for errors of this process (files, memory, threads), which say nothing about the input. */
export function isInfrastructureError(error: unknown): boolean {
  if (error instanceof HashingStoppedError) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && (codes.includes(code) || code.startsWith('ERR_WORKER'));
}
