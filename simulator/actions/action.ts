import { stamp } from '../clock';
import type { Course } from './script';

export type Status = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimeOut' | 'Cancelled';

/** The stored part of an action; its state at a given time is computed from it. */
export interface Action {
  readonly id: string;
  readonly type: string;
  readonly requestor: string;
  readonly comment: string;
  readonly requestSource: string;
  readonly machineId: string;
  readonly computerDnsName: string | null;
  readonly createdAt: number;
  readonly externalId: string | null;
  readonly scope: string | null;
  /** Start of the course; later than `createdAt` if the script changed while it ran. */
  courseFrom: number;
  course: Course;
  cancelled?: { readonly at: number; readonly by: string; readonly comment: string | null };
}

const secondMs = 1000;
const accessDenied = -2147024891;

export function isOver(status: Status): boolean {
  return status !== 'Pending' && status !== 'InProgress';
}

export interface Progress {
  readonly status: Status;
  readonly since: number;
  /** Whether a package exists; possible even if the status says otherwise. */
  readonly hasPackage: boolean;
}

/** The state of an action at a given time, computed on demand. */
export function progress(action: Action, now: number): Progress {
  const byDevice = deviceProgress(action, now);
  const { cancelled, course } = action;
  if (!cancelled || cancelled.at > now || course.does === 'cancel race') return byDevice;
  const finishedAllTheSame = course.does === 'cancelled but finished' && byDevice.hasPackage;
  return { status: 'Cancelled', since: cancelled.at, hasPackage: finishedAllTheSame };
}

function deviceProgress({ course, courseFrom }: Action, now: number): Progress {
  const begun = courseFrom + course.pendingSeconds * secondMs;
  const ended = begun + course.workSeconds * secondMs;
  if (now < begun) return { status: 'Pending', since: courseFrom, hasPackage: false };
  if (course.does === 'times out') return { status: 'TimeOut', since: begun, hasPackage: false };
  if (now < ended || course.does === 'never ends') {
    return { status: 'InProgress', since: begun, hasPackage: false };
  }
  const status = ends[course.does] ?? 'Succeeded';
  return { status, since: ended, hasPackage: status === 'Succeeded' };
}

const ends: Partial<Record<Course['does'], Status>> = {
  fails: 'Failed',
  'cancelled elsewhere': 'Cancelled',
};

/** The entity as sent, with every key present. */
export function writeAction(action: Action, now: number): Record<string, unknown> {
  const { status, since } = progress(action, now);
  const { course } = action;
  const failed = status === 'Failed';
  return {
    id: action.id,
    type: action.type,
    title: null,
    requestor: action.requestor,
    requestorComment: action.comment,
    status,
    machineId: action.machineId,
    computerDnsName: action.computerDnsName,
    creationDateTimeUtc: stamp(action.createdAt),
    lastUpdateDateTimeUtc: stamp(Math.max(since, action.cancelled?.at ?? 0)),
    ...cancellation(action, status, since),
    errorHResult: failed ? (course.errorHResult ?? accessDenied) : 0,
    scope: action.scope,
    externalId: action.externalId,
    requestSource: action.requestSource,
    relatedFileInfo: null,
    commands: [],
    troubleshootInfo: failed
      ? (course.troubleshootInfo ?? 'The collection did not complete on the device')
      : null,
  };
}

function cancellation(action: Action, status: Status, since: number): Record<string, unknown> {
  const elsewhere = {
    at: since,
    by: 'analyst@contoso.example',
    comment: 'Cancelled in the portal',
  };
  const cancelled = action.cancelled ?? (status === 'Cancelled' ? elsewhere : undefined);
  return {
    cancellationRequestor: cancelled?.by ?? null,
    cancellationComment: cancelled?.comment ?? null,
    cancellationDateTimeUtc: cancelled ? stamp(cancelled.at) : null,
  };
}
