import { isOnline, type Machine, shortName } from '../company/machine';
import { ws042 } from '../company/machines';
import { between, dice } from '../random';

/**
 * What a device does with a collection, told in simulated seconds.
 * A script is data, so that the admin door can take the same ones as a test.
 */
export interface ActionScript {
  readonly does?: ScriptName;
  /** How long Defender shows Pending; for 'offline' the time until the device is back. */
  readonly pendingSeconds?: number;
  /** How long it shows InProgress; 0 leaves that state out. */
  readonly workSeconds?: number;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
  /** A package of this size instead of the usual one; it is made while it is sent. */
  readonly packageBytes?: number;
  /** What the device sends instead of a proper zip. */
  readonly package?: 'proper' | 'not a zip' | 'empty';
}

export const scriptNames = [
  'succeeds',
  'offline',
  'fails',
  'times out',
  'cancelled elsewhere',
  'cancel race',
  'cancelled but finished',
  'never ends',
] as const;
export type ScriptName = (typeof scriptNames)[number];

export type Course = Required<Pick<ActionScript, 'does' | 'pendingSeconds' | 'workSeconds'>> &
  ActionScript;

const threeDays = 3 * 24 * 3600;

/** Fills in what a script leaves open. */
export function courseOf(
  script: ActionScript | undefined,
  machine: Machine,
  defaults: { readonly seed: number; readonly actionSeconds: number | undefined },
): Course {
  const does = script?.does ?? (isOnline(machine) ? 'succeeds' : 'times out');
  const usual = usualTimes(machine, defaults.seed, defaults.actionSeconds);
  const pendingSeconds = does === 'times out' ? threeDays : usual.pendingSeconds;
  return { ...usual, pendingSeconds, ...script, does };
}

function usualTimes(machine: Machine, seed: number, actionSeconds: number | undefined) {
  if (actionSeconds !== undefined) {
    const pendingSeconds = Math.min(15, Math.floor(actionSeconds / 4));
    return { pendingSeconds, workSeconds: actionSeconds - pendingSeconds };
  }
  if (machine.id === ws042) return { pendingSeconds: 15, workSeconds: 90 };
  const roll = dice(`times ${seed} ${shortName(machine)} ${machine.id}`);
  return { pendingSeconds: between(roll, 5, 30), workSeconds: between(roll, 15, 240) };
}
