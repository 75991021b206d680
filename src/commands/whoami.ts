import { z } from 'zod';
import { whoamiCard } from '../cards/whoami';
import { atLeast } from '../domain/person';
import { type Command, defineCommand, type HelpServices } from './command';

export const whoami = defineCommand({
  name: 'whoami',
  summary: 'Show your role and permissions.',
  usage: 'whoami',
  examples: ['whoami'],
  // People without any role must be able to tell an administrator who they are.
  role: 'nobody',
  impact: false,
  synonyms: ['who am i', 'my permissions', 'my rights'],
  words: 'own',
  args: z.object({}),

  async run({ actor, role, timeZone }, { commands }: HelpServices) {
    const self = { person: actor, role, timeZone };
    // Users without any role don't see which commands exist.
    if (role === 'nobody') return { card: whoamiCard({ ...self, may: [], mayNot: [] }) };
    const may = commands.filter((command) => atLeast(role, command.role));
    const mayNot = commands.filter((command) => !atLeast(role, command.role));
    const names = (some: readonly Command[]) => some.map(({ name }) => name);
    return { card: whoamiCard({ ...self, may: names(may), mayNot: names(mayNot) }) };
  },
});
