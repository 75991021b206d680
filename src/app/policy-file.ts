import { readFileSync } from 'node:fs';
import { defaultPolicy, type Policy, PolicyError, readPolicy } from '../access/policy';
import type { Config } from '../config';

/** Loads the policy file. @throws {PolicyError} the file is unreadable or invalid; it is never applied in part */
export function loadPolicy({ dev, policyFile }: Config): Policy {
  const everybody = dev ? 'lead' : 'analyst';
  const written = textOf(policyFile);
  if (written === undefined) return defaultPolicy(everybody);
  return readPolicy(written, policyFile, everybody);
}

/** Undefined only when the file does not exist: an unreadable file must not count as no policy. */
function textOf(policyFile: string): string | undefined {
  try {
    return readFileSync(policyFile, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new PolicyError([
      `${policyFile} can not be read (${code}). POLICY_FILE must name a file that Bailiff may read.`,
    ]);
  }
}
