import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import { beginCollection } from './begin-collection';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { fromDraft } from './collect-draft';
import { formFor } from './collect-form';
import { onlyLooked, refuseFlood, refuseTooMany } from './collect-limits';
import { gather, type List, namesNothing } from './collect-list';
import { offerRecent } from './collect-recent';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';

const args = z.object({
  alert: fields.alert,
  job: fields.job,
  machines: fields.machines,
  byIp: fields.byIp,
  tag: fields.tag,
  incident: fields.incident,
  ticket: fields.ticket,
  reason: fields.reason,
  flags: fields.flags,
  words: fields.words,
});
export type CollectRequest = CommandRequest<z.output<typeof args>>;

export const collect = defineCommand({
  name: 'collect',
  summary: 'Collect an investigation package from one or more machines.',
  usage: 'collect <machine>… [incident <id>] [ticket <key>] because <reason>',
  examples: [
    'collect WS-042 because lsass alert',
    'collect WS-042, WS-043 incident 4711',
    'collect machines of incident 4711',
    'collect machines tagged Kiosk because hunt 12',
  ],
  role: 'responder',
  impact: true,
  isKept: ({ flags }) => !flags.includes('dry-run'),
  args,

  async run(request, tools) {
    if (request.args.job) return fromDraft(request, tools);
    if (namesNothing(request)) {
      refuseAlert(request);
      return formFor(request);
    }
    const gathered = await gather(request, tools);
    return gathered.kind === 'ask' ? gathered.answer : consider(request, gathered.list, tools);
  },
});

/** @throws {UserError} only an alert was named, which says no machine */
function refuseAlert({ args: { alert } }: CollectRequest): void {
  if (!alert) return;
  throw new UserError(
    text`I collect from machines, or from the machines of an incident, not from an alert. Nothing was collected.`,
    [{ title: say`IPs of the alert`, verb: 'ips', words: ['alert', alert] }],
  );
}

/** What stands between a list and its start: limits, what is there already, a question. */
async function consider(request: CollectRequest, list: List, tools: Tools) {
  const { flags } = request.args;
  refuseTooMany(list.machines.length, tools.policy);
  if (flags.includes('dry-run')) return onlyLooked(list.machines);
  await refuseFlood(request, tools);
  const offer = await offerRecent(request, list, tools);
  if (offer) return offer;
  const isMany = list.machines.length > tools.policy.limits.confirmAbove;
  const isOpen = isMany || list.unknown.length > 0;
  if (isOpen && !isConfirmed(request)) return askToConfirm(request, list, tools);
  return beginCollection(request, list, tools);
}
