import { z } from 'zod';
import { machineCard } from '../../cards/machines/machine';
import { UserError } from '../../domain/errors';
import { atLeast } from '../../domain/person';
import { text, trusted } from '../../domain/text';
import { defineCommand, fields } from '../command';
import { nameAMachine } from './name-a-machine';
import { pickMachines } from './select-machines';
import { button } from './suggest';
import { viewOf } from '../view';

export const machine = defineCommand({
  name: 'machine',
  summary: 'Look a machine up: what Defender knows, and its latest collection.',
  usage: 'machine <name>|<id>|<address>',
  examples: ['machine WS-042', 'machine 10.20.30.40'],
  role: 'analyst',
  impact: false,
  args: z.object({ machines: fields.machines, byIp: fields.byIp }),

  async run(request, tools) {
    const { machines, byIp } = request.args;
    const named = [...machines, ...byIp];
    if (named.length === 0) throw nameAMachine('machine', trusted(''));
    if (named.length > 1)
      throw new UserError(
        text`I show one machine at a time.`,
        named.slice(0, 3).map((name) => button(name, 'machine', [name])),
      );
    const aim = { verb: 'machine', tail: [], nothing: trusted(''), trustsAddress: true };
    const picked = await pickMachines(request, aim, tools);
    if (picked.kind === 'ask') return picked.answer;
    const found = picked.machines[0]!;
    const [latest] = await tools.collections.list({ machineId: found.id, most: 1 });
    const facts = { machine: found, mayCollect: atLeast(request.role, 'responder'), latest };
    return { card: machineCard(facts, viewOf(request, tools)) };
  },
});
