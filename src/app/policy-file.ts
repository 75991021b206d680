import { readFileSync } from 'node:fs';
import { defaultPolicy, type Policy, PolicyError, readPolicy } from '../access/policy';
import type { Config } from '../config';

/** The policy from its file. A policy that can't be read as a whole is not followed in part. */
export function loadPolicy({ dev, policyFile }: Config): Policy {
  const everybody = dev ? 'lead' : 'analyst';
  const written = textOf(policyFile);
  if (written === undefined) return defaultPolicy(everybody);
  return readPolicy(written, policyFile, everybody);
}

/** Only a file that is not there is no policy; one that is closed to us must not pass for none. */
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
