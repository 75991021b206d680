import { isOnline, type Machine, shortName } from '../company/machine';
import { ws042 } from '../company/machines';
import { between, dice } from '../random';

/**
 * How a device handles a collection, in simulated seconds.
 * Scripts are data, so the admin API accepts the same ones as a test.
 */
export interface ActionScript {
  readonly does?: ScriptName;
  /** Duration of Pending; for 'offline' the time until the device is online again. */
  readonly pendingSeconds?: number;
  /** Duration of InProgress; 0 skips the state. */
  readonly workSeconds?: number;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
  /** Size of the package; generated while it is sent. */
  readonly packageBytes?: number;
  /** Content sent instead of a valid zip. */
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
