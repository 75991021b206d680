import { z } from 'zod';
import { joinedCard } from '../cards/joined';
import { livingCard } from '../cards/living';
import type { Answer } from '../domain/card';
import { UserError } from '../domain/errors';
import type { Machine } from '../domain/machine';
import { clean, raw, text, trusted } from '../domain/text';
import type { Joined } from '../ports';
import { confirmMany, isConfirmed, onlyLooked, refuseFlood, refuseTooMany } from './collect-limits';
import { type CommandRequest, defineCommand, fields, type Tools } from './command';
import { nameAMachine } from './name-a-machine';
import { followPackages } from './packages';
import { pickMachines } from './pick';
import { viewOf } from './view';

const nothing = trusted('Nothing was collected.');

const args = z.object({
  machines: fields.machines,
  byIp: fields.byIp,
  tag: fields.tag,
  incident: fields.incident,
  ticket: fields.ticket,
  reason: fields.reason,
  flags: fields.flags,
  words: fields.words,
});
type Request = CommandRequest<z.output<typeof args>>;

export const collect = defineCommand({
  name: 'collect',
  summary: 'Collect an investigation package from one or more machines.',
  usage: 'collect <machine>… [incident <id>] [ticket <key>] because <reason>',
  examples: [
    'collect WS-042 because lsass alert',
    'collect WS-042, WS-043 incident 4711',
    'collect machines tagged Kiosk because hunt 12',
  ],
  role: 'responder',
  impact: true,
  args,

  async run(request, tools) {
    const { machines: names, byIp, tag, flags } = request.args;
    refuseTooMany(names.length + byIp.length, tools.policy);
    const tagged = tag ? await tools.defender.machinesTagged(tag) : [];
    if (names.length + byIp.length + tagged.length === 0) throw nothingNamed(request);

    const ids = tagged.map(({ id }) => id);
    const tail = [...ids, ...tailOf(request)];
    const aim = { verb: 'collect', tail, nothing, trustsAddress: false };
    const picked = await pickMachines(request, aim, tools);
    if (picked.kind === 'ask') return picked.answer;
    const machines = together(picked.machines, tagged);
    refuseTooMany(machines.length, tools.policy);
    if (flags.includes('dry-run')) return onlyLooked(machines);
    await refuseFlood(request, tools);
    if (machines.length > tools.policy.limits.confirmAbove && !isConfirmed(request))
      return confirmMany(machines, tailOf(request));
    return begin(request, machines, tools);
  },
});

function nothingNamed({ args: { tag, incident, words } }: Request): UserError {
  if (incident && words.includes('machines'))
    return new UserError(
      text`I can't take all machines of an incident yet: name them. ${raw(nothing)}`,
    );
  return nameAMachine('collect', nothing, tag);
}

/** What stands behind the machines on a button: everything the person said besides them. */
function tailOf({ args: { incident, ticket, reason, flags } }: Request): string[] {
  return [
    ...flags.map((flag) => `--${flag}`),
    ...(incident ? ['incident', incident] : []),
    ...(ticket ? ['ticket', ticket] : []),
    ...(reason ? ['because', clean(reason)] : []),
  ];
}

function together(picked: readonly Machine[], tagged: readonly Machine[]): Machine[] {
  const usable = tagged.filter(({ mergedInto, excluded }) => !mergedInto && !excluded);
  return [...new Map([...picked, ...usable].map((machine) => [machine.id, machine])).values()];
}

async function begin(request: Request, machines: Machine[], tools: Tools): Promise<Answer> {
  const { incident, ticket, reason } = request.args;
  const { collection, joined } = await tools.collections.open({
    requestId: request.requestId,
    askedBy: request.actor,
    place: request.place,
    machines,
    reason,
    incident,
    ticket,
  });
  await followOthers(request, joined, tools);
  const view = viewOf(request, tools);
  if (!collection) return { card: joinedCard(joined, view) };
  await followPackages(collection.packages, tools.workflows);
  const living = { card: livingCard(collection, view), keep: collection.id };
  return joined.length > 0 ? { all: [{ card: joinedCard(joined, view) }, living] } : living;
}

/** A machine that is being collected for somebody else: whoever asks later is told too. */
async function followOthers(
  { actor, place }: Request,
  joined: readonly Joined[],
  { collections }: Tools,
): Promise<void> {
  for (const { collection } of joined)
    if (collection.askedBy.id !== actor.id)
      await collections.follow(collection.id, { person: actor, place });
}
