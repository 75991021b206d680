import { z } from 'zod';
import type { MachineAction } from '../domain/action';
import type { LogonUser } from '../domain/logon-user';
import type { Machine } from '../domain/machine';
import { amount, flag, moment, required, spelled, word, words } from './lenient';

/** Maps MDE's JSON to the domain. Unused fields are ignored, unknown values kept. */

// Source: https://learn.microsoft.com/defender-endpoint/api/machine (read 2026-11-20)
export const health = spelled([
  'Active',
  'Inactive',
  'ImpairedCommunication',
  'NoSensorData',
  'NoSensorDataImpairedCommunication',
  'Unknown',
]);

export const machineShape: z.ZodType<Machine> = z
  .object({
    id: required,
    computerDnsName: word,
    osPlatform: word,
    healthStatus: health,
    onboardingStatus: word,
    lastSeen: moment,
    lastIpAddress: word,
    lastExternalIpAddress: word,
    machineTags: words,
    rbacGroupName: word,
    riskScore: word,
    exposureLevel: word,
    mergedIntoMachineId: word,
    isExcluded: flag,
  })
  .transform((machine) => ({
    id: machine.id,
    name: machine.computerDnsName ?? '',
    os: machine.osPlatform ?? '',
    health: machine.healthStatus ?? 'Unknown',
    onboarding: machine.onboardingStatus ?? '',
    lastSeen: machine.lastSeen,
    lastIp: machine.lastIpAddress,
    lastExternalIp: machine.lastExternalIpAddress,
    tags: machine.machineTags,
    group: machine.rbacGroupName,
    risk: machine.riskScore,
    exposure: machine.exposureLevel,
    mergedInto: machine.mergedIntoMachineId,
    excluded: machine.isExcluded,
  }));

// Source: https://learn.microsoft.com/defender-endpoint/api/get-machine-log-on-users (read 2026-11-30)
export const logonUserShape: z.ZodType<LogonUser> = z
  .object({
    accountName: required,
    accountDomain: word,
    firstSeen: moment,
    lastSeen: moment,
    logonTypes: word,
    isDomainAdmin: flag,
  })
  .transform(({ accountName, accountDomain, ...user }) => ({
    ...user,
    name: accountName,
    domain: accountDomain,
  }));

/** A machine action with its type. */
export interface TypedAction extends MachineAction {
  readonly type: string;
}

// Source: https://learn.microsoft.com/defender-endpoint/api/machineaction (page of 2025-03-01)
export const actionShape: z.ZodType<TypedAction> = z
  .object({
    id: required,
    type: spelled(['CollectInvestigationPackage']),
    status: spelled(['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled']),
    machineId: word,
    requestor: word,
    requestorComment: word,
    creationDateTimeUtc: moment,
    lastUpdateDateTimeUtc: moment,
    errorHResult: amount,
    troubleshootInfo: word,
  })
  .transform((action) => ({
    id: action.id,
    type: action.type ?? '',
    machineId: action.machineId ?? '',
    status: action.status ?? 'Unknown',
    requestor: action.requestor ?? '',
    comment: action.requestorComment ?? '',
    createdAt: action.creationDateTimeUtc,
    updatedAt: action.lastUpdateDateTimeUtc,
    errorHResult: action.errorHResult,
    troubleshootInfo: action.troubleshootInfo,
  }));
