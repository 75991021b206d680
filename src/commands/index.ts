import type { Command } from './command';

/** Every word a person may type. A command that is not here does not exist. */
export const commands: readonly Command[] = [];
