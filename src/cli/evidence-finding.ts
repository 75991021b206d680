import { existsSync, readFileSync } from 'node:fs';
import { readPolicy } from '../access/policy';
import { size } from '../cards/kit/time';
import { systemClock } from '../clock';
import type { Config } from '../config';
import type { Protection } from '../ports';
import { sizeOf } from '../storage/evidence/free-space';
import type { Finding } from './findings';
import { visitEvidence } from './offline';

/** Whether evidence can be written, how much is there, and what protects it. */
export async function evidence(config: Config): Promise<Omit<Finding, 'part'>> {
  const store = await visitEvidence(config, systemClock(config.timeScale));
  await store.check();
  const { container, store: kind } = config.evidence;
  const where = kind === 'local' ? 'local, room to write' : `Azure Blob, ${container}`;
  const used = await sizeOf(store);
  const says = `${where}; ${size(used)}${quotaIn(config)} taken`;
  const protection = await store.protection();
  return { state: 'well', says, ...(protection && { more: inWords(protection) }) };
}

function quotaIn({ policyFile }: Config): string {
  if (!existsSync(policyFile)) return '';
  const { retention } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  return retention.maxGigabytes ? ` of ${retention.maxGigabytes} GB` : '';
}

/** Only what the account said: silence is not the same as no. */
function inWords({ immutabilityPolicy, immutableVersions, legalHold }: Protection): string[] {
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
