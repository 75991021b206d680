import { HashingStoppedError } from './digests';

// Too many files open, no memory, no threads left.
const codes = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/** Whether it broke for want of something of ours: that says nothing about what was being read. */
export function isInfrastructureError(error: unknown): boolean {
  if (error instanceof HashingStoppedError) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && (codes.includes(code) || code.startsWith('ERR_WORKER'));
}
