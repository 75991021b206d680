import { approvalNeeded } from '../../access/approvals';
import type { Trigger } from '../../access/rules';
import { storyOf } from '../../domain/collection';
import { hours, minutes } from '../../domain/duration';
import { machinesMeant } from '../../domain/incident-machines';
import { isSupported, type Machine } from '../../domain/machine';
import { policyActor } from '../../domain/policy-actor';
import type { IncidentMachine } from '../../domain/seen-incident';
import { clean } from '../../domain/text';
import type { NewApproval } from '../../ports';
import { showUnlessLate } from './incident-cards';
import { threadOf } from './incident-channels';
import { patiently } from '../engine/await-defender';
import { renewEvery } from '../ip-report/renew-report';
import { rests } from './paused-rules';
import { tellPaused } from './announce-pause';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

export interface Applying {
  readonly incidentId: string;
  readonly rule: Trigger;
}

/** Does what one rule of the policy wants for an incident; what was done before is left alone. */
export async function applyRule(run: Run, applying: Applying, tools: StoryTools): Promise<void> {
  const { incidentId, rule } = applying;
  if (rule.collect !== 'none') {
    const taken = await run.step(`${rule.name}: take machines`, () => take(run, applying, tools));
    if (taken.pausedNow) await tellPaused(run, applying, tools);
    if (taken.machines.length > 0) await collect(run, applying, taken.machines, tools);
  }
  if (rule.ipReport) await report(run, incidentId, rule, tools);
}

async function take(run: Run, { incidentId, rule }: Applying, tools: StoryTools) {
  const { clock, incidents, triggers } = tools;
  const seen = await incidents.get(incidentId);
  if (seen?.stopped) return { machines: [], pausedNow: false };
  const now = clock.now();
  return triggers.claim({
    incidentId,
    trigger: rule.name,
    run: run.id,
    machines: seen ? machinesMeant(seen.incident, rule.collect) : [],
    perHour: rule.perHour,
    now,
    hourAgo: new Date(now.getTime() - clock.real(hours(1))),
  });
}

async function collect(
  run: Run,
  applying: Applying,
  taken: readonly IncidentMachine[],
  tools: StoryTools,
): Promise<void> {
  const opened = await patiently(run, `${applying.rule.name}: collect`, tools, () =>
    open(run.id, applying, taken, tools).catch(async (error: unknown) => {
      // While Defender is away the card says what is to start, and has the button that stops it.
      await showUnlessLate(applying.incidentId, tools);
      throw error;
    }),
  );
  if (!opened) await run.step('note the refusal', () => noteRefused(applying, taken, tools));
  for (const input of opened?.packages ?? [])
    await run.start('collect-package', storyOf({ ...input, id: input.packageId }), input);
  if (opened?.waitsFor)
    await run.start('approval', `${opened.waitsFor}:approval`, { collectionId: opened.waitsFor });
}

/** Asks Defender what the machines are, writes the record and opens their collection. */
async function open(
  runId: string,
  { incidentId, rule }: Applying,
  taken: readonly IncidentMachine[],
  tools: StoryTools,
) {
  const found = await lookUp(incidentId, taken, tools);
  // Defender may have been away for long: a stop that came meanwhile let them go.
  const still = new Set(idsOf(await tools.triggers.takenBy(runId, rule.name)));
  const machines = found.filter(({ id }) => still.has(id.toLowerCase()));
  if (machines.length === 0) return { packages: [] };
  const seen = await tools.incidents.get(incidentId);
  const askedBy = policyActor(rule.name);
  await tools.journal.write({
    operation: 'trigger.collects',
    actor: askedBy,
    outcome: 'started',
    resources: { incident: incidentId, trigger: rule.name },
    details: { machines: machines.map(({ id }) => id) },
  });
  const approval = approvalFor(machines, tools);
  const { collection, joined } = await tools.collections.open({
    requestId: `${runId}:${rule.name}`,
    askedBy,
    place: (await threadOf(incidentId, tools)) ?? nowhere,
    reason: clean(seen?.incident.name ?? '', 120) || undefined,
    incident: incidentId,
    machines,
    ...(approval && { approval }),
  });
  const refs = [
    ...(collection?.packages ?? []).map(({ machine }) => ({ machine, id: collection!.id })),
    ...joined.map((one) => ({ machine: one.machine, id: one.collection.id })),
  ];
  for (const { id, machine } of refs)
    await tools.incidents.noteMachine(incidentId, machine.id.toLowerCase(), { collectionId: id });
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
  { incidents, journal }: StoryTools,
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

// Nobody follows incidents: the packages are kept all the same, and `jobs` lists them.
const nowhere = { conversationId: '', kind: 'channel' } as const;

async function lookUp(
  incidentId: string,
  taken: readonly IncidentMachine[],
  { defender, incidents }: StoryTools,
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

/** A rule that acts by itself has no more rights than who asks. */
function approvalFor(
  machines: readonly Machine[],
  { clock, policy }: StoryTools,
): NewApproval | undefined {
  const need = approvalNeeded(machines, policy);
  if (!need) return undefined;
  const { because, by, expiresMinutes, machineIds } = need;
  const askedAt = clock.now();
  const expiresAt = new Date(askedAt.getTime() + clock.real(minutes(expiresMinutes)));
  return { machineIds, by, because, askedAt, expiresAt };
}

/**
 * The addresses of the incident, once, in the thread of its card; without readers none is made, nor
 * after a stop or under a mute, also one that came while the collection waited for Defender. What comes
 * later renews it: one story for all that comes within a span of time.
 */
async function report(run: Run, incidentId: string, rule: Trigger, tools: StoryTools) {
  const opened = await run.step('open the IP report', async () => {
    if (await rests(incidentId, rule.name, tools)) return undefined;
    const place = await threadOf(incidentId, tools);
    if (!place) return undefined;
    return tools.ipReports.open(`incident:${incidentId}:ips`, {
      askedBy: policyActor(rule.name),
      place,
      timeZone: tools.timeZone,
      of: { incident: incidentId },
    });
  });
  if (!opened) return;
  await run.start('ip-report', opened.id, opened);
  const span = Math.floor((await run.now()).getTime() / tools.clock.real(renewEvery));
  await run.start('renew-report', `renew:${opened.id}:${span}`, { reportId: opened.id });
}
