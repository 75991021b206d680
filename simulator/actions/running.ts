import type { Clock } from '../clock';
import { type Action, isOver, progress } from './action';

export const collection = 'CollectInvestigationPackage';

/** The package collection that runs on a machine now, if there is one. */
export function runningCollection(
  { actions, clock }: { readonly actions: readonly Action[]; readonly clock: Clock },
  machineId: string,
): Action | undefined {
  const now = clock.now();
  return actions.find(
    (action) =>
      action.machineId === machineId &&
      action.type === collection &&
      !isOver(progress(action, now).status),
  );
}
