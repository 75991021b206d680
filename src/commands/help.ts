import { z } from 'zod';
import type { Policy } from '../access/policy';
import { type CommandHelp, helpCard } from '../cards/help';
import { sentence } from '../language/language';
import { defineCommand, fields } from './command';

export const help = defineCommand({
  name: 'help',
  summary: 'See what you can do here, or how one command is used.',
  usage: 'help [<command>|all]',
  examples: ['help', 'help collect', 'help all'],
  role: 'analyst',
  impact: false,
  args: z.object({ topic: fields.topic, words: fields.words, flags: fields.flags }),

  async run({ role, args: { topic: named, words, flags } }, { commands, policy }) {
    const asked = [named, ...words].map((word) => word?.toLowerCase());
    const topic = commands.find(({ name }) => asked.includes(name))?.name;
    const all = asked.includes('all') || flags.includes('all');
    const explained = commands.map((command) => whyNobody(command, policy));
    return { card: helpCard({ role, commands: explained, topic, all }) };
  },
});

/** Where nobody may collect, the word would just be missing: say why, and what to do about it. */
function whyNobody(command: CommandHelp, { roles: { responder, lead } }: Policy): CommandHelp {
  const somebody = [responder, lead].some(({ users, groups }) => users.length + groups.length > 0);
  if (command.name !== 'collect' || somebody) return command;
  const summary = sentence`Nobody may collect yet: an administrator has to name responders in the policy file.`;
  return { ...command, role: 'analyst', summary };
}
