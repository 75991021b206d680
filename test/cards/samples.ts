import type { Card } from '../../src/domain/card';
import { approvalSamples } from './samples-of-approvals';
import { incidentSamples } from './samples-of-incidents';
import { ipSamples } from './samples-of-ips';
import { jobSamples } from './samples-of-jobs';
import { onCallSamples } from './samples-of-on-call';
import { talkSamples } from './samples-of-talk';

/** Each card in each state worth looking at: for the golden files, the lint and the pictures. */
export const samples: Readonly<Record<string, () => Card>> = {
  ...jobSamples,
  ...approvalSamples,
  ...onCallSamples,
  ...ipSamples,
  ...incidentSamples,
  ...talkSamples,
};
