import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import { type CommandServices, defineCommand } from '../command';
import { beginCollection } from './begin-collection';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { fromDraft } from './collect-draft';
import { formFor } from './collect-form';
import { assertFlood, assertTooMany, onlyLooked } from './collect-limits';
import { type CollectTargets, collectTargets, namesNothing } from './collect-list';
import { offerRecent } from './collect-recent';
import { type CollectRequest, collectArgs } from './collect-request';

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
  synonyms: [
    ...['gather', 'grab', 'acquire', 'start collection', 'start a collection'],
    ...['start collecting', 'run collection'],
  ],
  casual: ['pull', 'capture', 'triage'],
  interrupts: true,
  takesIncidentMachines: true,
  flagWords: { again: ['again', 'new', 'fresh'] },
  isQueueable: ({ flags }) => !flags.includes('dry-run'),
  args: collectArgs,

  async run(request, services) {
    if (request.args.job) return fromDraft(request, services);
    if (namesNothing(request)) {
      assertAlert(request);
      return formFor(request);
    }
    const targets = await collectTargets(request, services);
    return targets.kind === 'ask' ? targets.answer : consider(request, targets.list, services);
  },
});

/** @throws {UserError} only an alert was named, which says no machine */
function assertAlert({ args: { alert } }: CollectRequest): void {
  if (!alert) return;
  throw new UserError(
    md`I collect from machines, or from the machines of an incident, not from an alert. Nothing was collected.`,
    [{ title: t`IPs of the alert`, verb: 'ips', words: ['alert', alert] }],
  );
}

/** What stands between a list and its start: limits, what is there already, a question. */
async function consider(request: CollectRequest, list: CollectTargets, services: CommandServices) {
  const { flags } = request.args;
  assertTooMany(list.machines.length, services.policy);
  if (flags.includes('dry-run')) return onlyLooked(list.machines);
  await assertFlood(request, services);
  const offer = await offerRecent(request, list, services);
  if (offer) return offer;
  const isMany = list.machines.length > services.policy.limits.confirmAbove;
  const isOpen = isMany || list.unknown.length > 0;
  if (isOpen && !isConfirmed(request)) return askToConfirm(request, list, services);
  return beginCollection(request, list, services);
}
