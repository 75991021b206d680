import { z } from 'zod';
import { machineCard } from '../../cards/machines/machine';
import { UserError } from '../../domain/errors';
import { atLeast } from '../../domain/person';
import { md, unsafeMarkdown } from '../../domain/text';
import {
  type CollectServices,
  defineCommand,
  fields,
  type MachineServices,
  type PlatformServices,
} from '../command';
import { nameAMachine } from './name-a-machine';
import { selectMachines } from './select-machines';
import { button } from './suggest';

export const machine = defineCommand({
  name: 'machine',
  summary: 'Show a device: what Defender knows and its latest collection.',
  usage: 'machine <name>|<id>|<address>',
  examples: ['machine WS-042', 'machine 10.20.30.40'],
  role: 'analyst',
  impact: false,
  weak: { nouns: ['machine', 'machine info', 'lookup', 'look up', 'find machine'] },
  args: z.object({ machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: PlatformServices & MachineServices & CollectServices) {
    const { machines, byIp } = request.args;
    const named = [...machines, ...byIp];
    if (named.length === 0) throw nameAMachine('machine', unsafeMarkdown(''));
    if (named.length > 1)
      throw new UserError(
        md`One device at a time.`,
        named.slice(0, 3).map((name) => button(name, 'machine', [name])),
      );
    const aim = { verb: 'machine', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const picked = await selectMachines(request, aim, services);
    if (picked.kind === 'ask') return picked.answer;
    const found = picked.machines[0]!;
    const [latest] = await services.collections.list({ machineId: found.id, most: 1 });
    const facts = {
      machine: found,
      mayCollect: atLeast(request.role, 'responder'),
      ...(latest && { latest }),
    };
    return { card: machineCard(facts, request.render) };
  },
});
