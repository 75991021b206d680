import type { Arguments, CommandRequest } from '../commands/command';
import type { Reading } from '../grammar/reading';
import { resolveWindow } from '../grammar/window';

/** What was read, as commands take it: times made absolute by the sender's clock. */
export function argumentsOf(
  reading: Reading,
  { at, timeZone, render }: Pick<CommandRequest, 'at' | 'timeZone' | 'render'>,
): Arguments {
  const { window } = reading;
  return {
    ...reading,
    window: window && resolveWindow(window, at, timeZone, render.timeZone),
    // Somebody whom Teams gave no id for can't be told from others of that name.
    people: reading.people.filter(({ id }) => id !== ''),
  };
}
