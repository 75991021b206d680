import { z } from 'zod';
import { helpCard } from '../cards/help';
import { atLeast } from '../domain/person';
import { defineCommand, fields } from './command';

export const help = defineCommand({
  name: 'help',
  summary: 'See what you can do here, or how one command is used.',
  usage: 'help [<command>|all]',
  examples: ['help', 'help collect', 'help all'],
  role: 'analyst',
  impact: false,
  args: z.object({ topic: fields.topic, words: fields.words, flags: fields.flags }),

  async run({ role, args: { topic: named, words, flags } }, { commands }) {
    const asked = [named, ...words].map((word) => word?.toLowerCase());
    const topic = commands.find(({ name }) => asked.includes(name))?.name;
    const all = asked.includes('all') || flags.includes('all');
    const mine = commands.filter(
      (command) => topic === command.name || atLeast(role, command.role),
    );
    return {
      card: helpCard({ role, commands: mine, ...(topic && { topic }), ...(all && { all }) }),
    };
  },
});
