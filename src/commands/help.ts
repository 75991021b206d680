import { z } from 'zod';
import { onCallAt } from '../access/on-call';
import type { Policy } from '../access/policy';
import { type CommandHelp, helpCard } from '../cards/help';
import { channelOf } from '../domain/place';
import { sentence } from '../language/language';
import {
  type ChannelServices,
  type CommandRequest,
  defineCommand,
  fields,
  type HelpServices,
  type OnCallServices,
  type PlatformServices,
} from './command';
import { foreignVerbs } from './foreign-verbs';
import { concerns } from './on-call/find-alert';

export const help = defineCommand({
  name: 'help',
  summary: 'Show what you can do here, or how a command works.',
  usage: 'help [<command>|all]',
  examples: ['help', 'help collect', 'help all'],
  role: 'analyst',
  impact: false,
  synonyms: ['commands', 'what can you do', 'usage'],
  weak: { greetings: ['hi', 'hello', 'hey'] },
  foreign: foreignVerbs.help,
  answers: 'commands',
  flagWords: { all: ['all', 'commands'] },
  args: z.object({ topic: fields.topic, words: fields.words, flags: fields.flags }),

  async run(request, services: PlatformServices & OnCallServices & ChannelServices & HelpServices) {
    const { role } = request;
    const { topic: named, words, flags } = request.args;
    const { commands, policy } = services;
    const asked = [named, ...words].map((word) => word?.toLowerCase());
    const topic = commands.find(({ name }) => asked.includes(name))?.name;
    const all = asked.includes('all') || flags.includes('all');
    const explained = commands.map((command) => whyNobody(command, policy));
    const onCallNow = topic || all ? undefined : await onCallOf(request, services);
    const asks = { role, commands: explained, topic, all, onCallNow };
    return { card: helpCard(asks, request.render) };
  },
});

const maxOpen = 50;

/** The on-call section, for everybody who is on call or was paged. */
async function onCallOf(
  { actor, place }: CommandRequest,
  services: PlatformServices & OnCallServices & ChannelServices,
) {
  const { clock, failureAlerts, overrides, policy, subscriptions } = services;
  const now = clock.now();
  const { person, until } = onCallAt(policy.onCall, await overrides.from(now), now);
  const isOnCall = person?.id.toLowerCase() === actor.id.toLowerCase();
  const open = await failureAlerts.open(maxOpen);
  const isCalled = open.some((failureAlert) => concerns(failureAlert, actor.id));
  if (!isOnCall && !isCalled) return undefined;
  const here = await subscriptions.of(channelOf(place.conversationId));
  const isHere = place.kind === 'personal' || here.some(({ topic }) => topic === 'operations');
  return { isOnCall, until: isOnCall ? until : undefined, open, isHere };
}

/** Where nobody may collect, the command would silently be missing: explain why, and what to do. */
function whyNobody(command: CommandHelp, { roles: { responder, lead } }: Policy): CommandHelp {
  const somebody = [responder, lead].some(({ users, groups }) => users.length + groups.length > 0);
  if (command.name !== 'collect' || somebody) return command;
  const summary = sentence`Nobody can collect yet: an administrator has to add responders to the policy file.`;
  return { ...command, role: 'analyst', summary };
}
