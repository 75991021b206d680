import type { Machine } from '../company/machine';
import { ws042 } from '../company/machines';
import { guid } from '../random';
import type { Action } from './action';
import type { ActionScript } from './script';

interface Past {
  readonly type: string;
  readonly machine: string;
  readonly hoursAgo: number;
  readonly script: ActionScript;
  readonly scope?: string;
}

const past: readonly Past[] = [
  { type: 'CollectInvestigationPackage', machine: 'ws-042', hoursAgo: 190, script: {} },
  {
    type: 'RunAntiVirusScan',
    machine: 'ws-042',
    hoursAgo: 30,
    script: { does: 'fails' },
    scope: 'Quick',
  },
  { type: 'Isolate', machine: 'ws-050', hoursAgo: 26, script: {}, scope: 'Full' },
  {
    type: 'CollectInvestigationPackage',
    machine: 'srv-file1',
    hoursAgo: 80,
    script: { does: 'fails' },
  },
  {
    type: 'CollectInvestigationPackage',
    machine: 'ws-046',
    hoursAgo: 100,
    script: { does: 'times out', pendingSeconds: 72 * 3600 },
  },
  {
    type: 'CollectInvestigationPackage',
    machine: 'ws-055',
    hoursAgo: 50,
    script: { does: 'cancelled elsewhere' },
  },
];

/** Actions that people started in the portal before the simulator did. */
export function companyHistory(machines: readonly Machine[], now: number): Action[] {
  return past.map((entry, index): Action => {
    const machine =
      machines.find(({ computerDnsName }) => computerDnsName?.startsWith(`${entry.machine}.`)) ??
      machines.find(({ id }) => id === ws042)!;
    const createdAt = now - entry.hoursAgo * 3_600_000;
    return {
      id: guid(`past ${index}`),
      type: entry.type,
      requestor: 'analyst@contoso.example',
      comment: 'ApiRequest in the portal',
      requestSource: 'Portal',
      machineId: machine.id,
      computerDnsName: machine.computerDnsName,
      createdAt,
      externalId: null,
      scope: entry.scope ?? null,
      courseFrom: createdAt,
      course: { does: 'succeeds', pendingSeconds: 20, workSeconds: 300, ...entry.script },
    };
  });
}
