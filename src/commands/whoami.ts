import { z } from 'zod';
import { whoamiCard } from '../cards/whoami';
import { atLeast } from '../domain/person';
import { defineCommand } from './command';

export const whoami = defineCommand({
  name: 'whoami',
  summary: 'See who you are to Bailiff and what you may do.',
  usage: 'whoami',
  examples: ['whoami'],
  // Who may do nothing still has to be able to tell an administrator who they are.
  role: 'nobody',
  impact: false,
  args: z.object({}),

  async run({ actor, role, timeZone }, { commands }) {
    const may = commands.filter((command) => atLeast(role, command.role));
    const mayNot = commands.filter((command) => !atLeast(role, command.role));
    return {
      card: whoamiCard({
        person: actor,
        role,
        timeZone,
        may: may.map(({ name }) => name),
        mayNot: mayNot.map(({ name }) => name),
      }),
    };
  },
});
