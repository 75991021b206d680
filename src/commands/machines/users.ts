import { z } from 'zod';
import { moment } from '../../cards/kit/time';
import type { LogonUser } from '../../domain/logon-user';
import { shortName } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import {
  type CommandRequest,
  defineCommand,
  fields,
  type MachineServices,
  type PlatformServices,
} from '../command';
import { nameAMachine } from './name-a-machine';
import { selectMachines } from './select-machines';

const maxShown = 10;

export const users = defineCommand({
  name: 'users',
  summary: 'See who was logged on to a device.',
  usage: 'users <machine>',
  examples: ['users WS-042'],
  role: 'analyst',
  impact: false,
  synonyms: ['who uses', 'logged on users', 'logon users', 'who was logged on to'],
  // "collect the machines of these users" is about collecting.
  weak: { nouns: ['users'] },
  args: z.object({ machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: PlatformServices & MachineServices) {
    const { machines, byIp } = request.args;
    const nothing = unsafeMarkdown('');
    if (machines.length + byIp.length !== 1) throw nameAMachine('users', nothing);
    const aim = { verb: 'users', tail: [], nothing, trustsAddress: true };
    const picked = await selectMachines(request, aim, services);
    if (picked.kind === 'ask') return picked.answer;
    const machine = picked.machines[0]!;
    const found = await services.defender.logonUsers(machine.id);
    const name = shortName(machine);
    if (found.length === 0) return { text: md`Defender has no logons to ${name}.` };
    const lines = found.slice(0, maxShown).map((user) => line(user, request));
    const more = found.length - lines.length;
    if (more > 0) lines.push(md`${more} more in the Defender portal`);
    const list = unsafeMarkdown(lines.map((one) => `\n- ${one}`).join(''));
    return { text: md`Logged on to ${name}:\n${markdown(list)}` };
  },
});

/** "contoso\\jdoe · last seen 12:04 CET · Interactive · domain admin" */
function line(user: LogonUser, { render }: Pick<CommandRequest, 'render'>): SafeText {
  const { domain, isDomainAdmin, lastSeen, logonTypes } = user;
  const name = domain ? `${domain}\\${user.name}` : user.name;
  const parts = [
    md`${name}`,
    ...(lastSeen ? [md`last seen ${moment(lastSeen, render)}`] : []),
    ...(logonTypes ? [md`${logonTypes}`] : []),
    ...(isDomainAdmin ? [md`domain admin`] : []),
  ];
  return unsafeMarkdown(parts.join(' · '));
}
