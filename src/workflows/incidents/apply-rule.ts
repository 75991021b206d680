import { admissionFor } from '../../access/admission';
import type { Rule } from '../../access/rules';
import { hours } from '../../domain/duration';
import { findIncidentMachines } from '../../domain/incident-machines';
import { isSupported, type Machine } from '../../domain/machine';
import { policyActor } from '../../domain/policy-actor';
import type { IncidentMachine } from '../../domain/seen-incident';
import { clean } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { awaitDefender } from '../engine/await-defender';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { renewEvery } from '../ip-report/renew-report';
import { type Applying, announcePause } from './announce-pause';
import { showAndAwait } from './incident-cards';
import { threadOf } from './incident-channels';
import { rests } from './paused-rules';

/** Applies one policy rule to an incident. Idempotent: what was done before is not repeated. */
export async function applyRule(
  context: WorkflowContext,
  applying: Applying,
  services: WorkflowServices,
): Promise<void> {
  const { incidentId, rule } = applying;
  if (rule.collect !== 'none') {
    const taken = await context.step(`${rule.name}: take machines`, () =>
      take(context, applying, services),
    );
    if (taken.pausedNow) await announcePause(context, applying, services);
    if (taken.machines.length > 0) await collect(context, applying, taken.machines, services);
  }
  if (rule.ipReport) await report(context, incidentId, rule, services);
}

async function take(
  context: WorkflowContext,
  { incidentId, rule }: Applying,
  services: WorkflowServices,
) {
  const { clock, incidents, triggers } = services;
  const seen = await incidents.get(incidentId);
  if (seen?.stopped) return { machines: [], pausedNow: false };
  const now = clock.now();
  return triggers.claim({
    incidentId,
    trigger: rule.name,
    run: context.id,
    machines: seen ? findIncidentMachines(seen.incident, rule.collect) : [],
    perHour: rule.perHour,
    now,
    hourAgo: new Date(now.getTime() - clock.real(hours(1))),
  });
}

async function collect(
  context: WorkflowContext,
  applying: Applying,
  taken: readonly IncidentMachine[],
  services: WorkflowServices,
): Promise<void> {
  const opened = await awaitDefender(context, `${applying.rule.name}: collect`, services, () =>
    open(context.id, applying, taken, services).catch(async (error: unknown) => {
      // While Defender is unreachable the card shows what will start, with a button that stops it.
      await showAndAwait(applying.incidentId, services);
      throw error;
    }),
  );
  if (!opened) await context.step('note the refusal', () => noteRefused(applying, taken, services));
  for (const input of opened?.packages ?? [])
    await context.start(
      'collect-package',
      workflowIds.collectPackage({ ...input, id: input.packageId }),
      input,
    );
  if (opened?.waitsFor)
    await context.start('approval', workflowIds.approval(opened.waitsFor), {
      collectionId: opened.waitsFor,
    });
}

/** Looks the machines up in Defender, journals the request and opens their collection. */
async function open(
  runId: string,
  { incidentId, rule }: Applying,
  taken: readonly IncidentMachine[],
  services: WorkflowServices,
) {
  const found = await lookUp(incidentId, taken, services);
  // After a long outage: a stop may have released the machines meanwhile.
  const still = new Set(idsOf(await services.triggers.takenBy(runId, rule.name)));
  const machines = found.filter(({ id }) => still.has(id.toLowerCase()));
  if (machines.length === 0) return { packages: [] };
  const seen = await services.incidents.get(incidentId);
  const askedBy = policyActor(rule.name);
  await services.journal.write({
    operation: 'trigger.collects',
    actor: askedBy,
    outcome: 'started',
    resources: { incident: incidentId, trigger: rule.name },
    details: { machines: machines.map(({ id }) => id) },
  });
  const { collection, joined } = await services.collections.open({
    requestId: `${runId}:${rule.name}`,
    askedBy,
    place: (await threadOf(incidentId, services)) ?? nowhere,
    reason: clean(seen?.incident.name ?? '', 120) || undefined,
    incident: incidentId,
    machines,
    admission: admissionFor(askedBy, services),
  });
  const refs = [
    ...(collection?.packages ?? []).map(({ machine }) => ({ machine, id: collection!.id })),
    ...joined.map((one) => ({ machine: one.machine, id: one.collection.id })),
  ];
  for (const { id, machine } of refs)
    await services.incidents.noteMachine(incidentId, machine.id.toLowerCase(), {
      collectionId: id,
    });
  const free = (collection?.packages ?? []).filter(({ state }) => state !== 'waiting-for-approval');
  return {
    packages: free.map(({ attempt, id }) => ({ packageId: id, attempt })),
    ...(collection?.approval && { waitsFor: collection.id }),
  };
}

function idsOf(machines: readonly IncidentMachine[]): string[] {
  return machines.map(({ machineId }) => machineId);
}

async function noteRefused(
  { incidentId, rule }: Applying,
  taken: readonly IncidentMachine[],
  { incidents, journal }: WorkflowServices,
): Promise<void> {
  await journal.write({
    operation: 'trigger.failed',
    actor: policyActor(rule.name),
    outcome: 'failure',
    resources: { incident: incidentId, trigger: rule.name },
    details: { machines: idsOf(taken) },
  });
  for (const { machineId } of taken)
    await incidents.noteMachine(incidentId, machineId, { state: 'refused' });
}

// Nobody subscribes to incidents: the packages are stored all the same, and `jobs` lists them.
const nowhere = { conversationId: '', kind: 'channel' } as const;

async function lookUp(
  incidentId: string,
  taken: readonly IncidentMachine[],
  { defender, incidents }: WorkflowServices,
): Promise<Machine[]> {
  const machines: Machine[] = [];
  for (const { machineId } of taken) {
    const found = await defender.machine(machineId);
    if (found && isSupported(found) && !found.excluded && !found.mergedInto) machines.push(found);
    else
      await incidents.noteMachine(incidentId, machineId, {
        state: found ? 'unsupported' : 'unknown',
      });
  }
  return machines;
}

/**
 * Starts one IP report per incident, in the thread of its card; none without readers, after a stop
 * or while muted, also if that happened while the collection waited for Defender. Later changes
 * refresh the report: one workflow for all changes within a period.
 */
async function report(
  context: WorkflowContext,
  incidentId: string,
  rule: Rule,
  services: WorkflowServices,
) {
  const opened = await context.step('open the IP report', async () => {
    if (await rests(incidentId, rule.name, services)) return undefined;
    const place = await threadOf(incidentId, services);
    if (!place) return undefined;
    return services.ipReports.open(`incident:${incidentId}:ips`, {
      askedBy: policyActor(rule.name),
      place,
      timeZone: services.timeZone,
      of: { incident: incidentId },
    });
  });
  if (!opened) return;
  await context.start('ip-report', opened.id, opened);
  const span = Math.floor((await context.now()).getTime() / services.clock.real(renewEvery));
  await context.start('renew-report', workflowIds.renewReport(opened.id, span), {
    reportId: opened.id,
  });
}
