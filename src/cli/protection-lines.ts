import type { Protection } from '../ports';

/** Lists the reported settings only; an unreported one may be on. */
export function protectionLines({
  immutabilityPolicy,
  immutableVersions,
  legalHold,
}: Protection): string[] {
  const settings = [
    ['immutability policy (WORM)', immutabilityPolicy],
    ['legal hold', legalHold],
    ['immutable versions', immutableVersions],
  ] as const;
  const told = settings.filter(([, on]) => on !== undefined);
  if (told.length === 0) return ['the account does not say what protects the container'];
  const lines = told.map(([name, on]) => `${name}: ${on ? 'on' : 'off'}`);
  const keeps = immutabilityPolicy || legalHold;
  return keeps ? [...lines, 'while it is on, the account refuses to remove old packages'] : lines;
}
