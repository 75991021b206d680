import type { Policy } from '../../access/policy';
import type { Incident } from '../../domain/alert';
import { type Duration, hours, minutes } from '../../domain/duration';
import { maxMute } from '../../domain/seen-incident';
import { workflowIds } from '../../domain/workflow-ids';
import type {
  Clock,
  Defender,
  Incidents,
  JobLeases,
  Log,
  Rules,
  Subscriptions,
  Workflows,
} from '../../ports';
import { inOneSentence } from '../on-call/failure';

export interface IncidentPollerServices {
  readonly clock: Clock;
  readonly defender: Defender;
  readonly incidents: Incidents;
  readonly triggers: Rules;
  readonly subscriptions: Subscriptions;
  readonly workflows: Workflows;
  readonly policy: Policy;
  readonly leases: JobLeases;
  readonly log: Log;
  /** The interval between two polls. */
  readonly incidentInterval: Duration;
}

const tick = 'incidents';
// Lists lag and clocks differ. Real time, because it is Defender's clock that is bridged.
const overlapMs = minutes(10);

/**
 * Polls the changes since the last successful poll, in one replica at a time. Each state of an
 * incident starts one workflow; the window advances only when all of them have started.
 */
export async function pollIncidents(services: IncidentPollerServices): Promise<void> {
  const { clock, incidents, incidentInterval, log, leases } = services;
  if (!(await leases.claim(tick, clock.real(incidentInterval)))) return;
  const lookedAt = clock.now();
  const { beganAt, readUpTo } = await incidents.watch(lookedAt);
  try {
    await showEndedMutes({ since: readUpTo, until: lookedAt }, services);
    // Without subscribers and rules there is nothing to do, and Defender is not called.
    if (await isWanted(services))
      await read(new Date(readUpTo.getTime() - overlapMs), beganAt, services);
    await incidents.readUpTo(lookedAt);
    await leases.succeeded(tick);
  } catch (error) {
    await leases.failed(tick, inOneSentence(error));
    log.warn({ error }, 'incidents could not be read; the next look begins where this one did');
  }
}

/**
 * Updates cards for mutes that expired since the last successful poll. If the poll fails
 * afterwards, the next one repeats this under the same workflow id.
 */
async function showEndedMutes(
  { since, until }: { readonly since: Date; readonly until: Date },
  { clock, policy, triggers, workflows }: IncidentPollerServices,
): Promise<void> {
  for (const { name } of policy.triggers) {
    const { mutedUntil } = await triggers.state(name, until);
    if (!mutedUntil || mutedUntil <= since || mutedUntil > until) continue;
    // As old as the cards that may show the mute.
    const oldest = mutedUntil.getTime() - clock.real(maxMute) - clock.real(hours(1));
    await workflows.start('rule-changed', workflowIds.ruleChanged(name, mutedUntil.toISOString()), {
      rule: name,
      since: new Date(oldest).toISOString(),
    });
  }
}

async function isWanted({ policy, subscriptions }: IncidentPollerServices): Promise<boolean> {
  return policy.triggers.length > 0 || (await subscriptions.to('incidents')).length > 0;
}

async function read(since: Date, beganAt: Date, services: IncidentPollerServices): Promise<void> {
  for await (const page of services.defender.incidentsSince(since)) {
    const handled = await services.incidents.handledOf(page.map(({ id }) => id));
    for (const incident of page)
      if (handled.get(incident.id) !== incident.updatedAt) await pass(incident, beganAt, services);
  }
}

/** Stores first, then starts the workflow: after a crash in between the next poll starts it. */
async function pass(
  incident: Incident,
  beganAt: Date,
  { incidents, workflows }: IncidentPollerServices,
) {
  const { id, updatedAt } = incident;
  await incidents.save(incident, { isOld: isOlderThan(beganAt, incident) });
  // The id names the state, so each state is processed once.
  await workflows.start('incident', workflowIds.incident(id, updatedAt), {
    incidentId: id,
    updatedAt,
  });
}

function isOlderThan(beganAt: Date, { createdAt, updatedAt }: Incident): boolean {
  return Date.parse(createdAt || updatedAt) < beganAt.getTime();
}
