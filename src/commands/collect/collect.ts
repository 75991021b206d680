import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import {
  type CollectServices,
  defineCommand,
  type MachineServices,
  type PlatformServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { beginCollection } from './begin-collection';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { fromDraft } from './collect-draft';
import { formFor } from './collect-form';
import { assertTooMany, dryRun } from './collect-limits';
import { type CollectTargets, collectTargets, namesNothing } from './collect-list';
import { offerRecent } from './collect-recent';
import { type CollectRequest, collectArgs } from './collect-request';

export const collect = defineCommand({
  name: 'collect',
  summary: 'Collect investigation packages from one or more devices.',
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
  foreign: foreignVerbs.collect,
  interrupts: true,
  takesIncidentMachines: true,
  flagWords: { again: ['again', 'new', 'fresh'] },
  isQueueable: ({ flags }) => !flags.includes('dry-run'),
  args: collectArgs,

  async run(request, services: PlatformServices & MachineServices & CollectServices) {
    if (request.args.job) return fromDraft(request, services);
    if (namesNothing(request)) {
      assertMachinesNamed(request);
      return formFor(request, services);
    }
    const targets = await collectTargets(request, services);
    return targets.kind === 'ask' ? targets.answer : checkAndBegin(request, targets.list, services);
  },
});

/** @throws {UserError} only an alert was named */
function assertMachinesNamed({ args: { alert } }: CollectRequest): void {
  if (!alert) return;
  throw new UserError(
    md`I can collect from devices or from an incident’s devices, not from an alert. Nothing was collected.`,
    [{ title: t`IPs of the alert`, verb: 'ips', words: ['alert', alert] }],
  );
}

/** Checks limits and recent packages, asks for confirmation where needed, then begins. */
async function checkAndBegin(
  request: CollectRequest,
  list: CollectTargets,
  services: PlatformServices & MachineServices & CollectServices,
) {
  const { flags } = request.args;
  assertTooMany(list.machines.length, services.policy);
  if (flags.includes('dry-run')) return dryRun(list.machines);
  const offer = await offerRecent(request, list, services);
  if (offer) return offer;
  const isMany = list.machines.length > services.policy.limits.confirmAbove;
  const isOpen = isMany || list.unknown.length > 0;
  if (isOpen && !isConfirmed(request)) return askToConfirm(request, list, services);
  return beginCollection(request, list, services);
}
