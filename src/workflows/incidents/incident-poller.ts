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
  /** The pause between two looks. */
  readonly incidentInterval: Duration;
}

const tick = 'incidents';
// Lists lag behind, and clocks differ. In real time: it is Defender's clock that is bridged.
const overlapMs = minutes(10);

/**
 * One look for all replicas at what happened since the last look that succeeded. Each state of an
 * incident becomes one story; the window moves on only when everything in it became one.
 */
export async function pollIncidents(services: IncidentPollerServices): Promise<void> {
  const { clock, incidents, incidentInterval, log, leases } = services;
  if (!(await leases.claim(tick, clock.real(incidentInterval)))) return;
  const lookedAt = clock.now();
  const { beganAt, readUpTo } = await incidents.watch(lookedAt);
  try {
    await showEndedMutes({ since: readUpTo, until: lookedAt }, services);
    // Nobody wants to know and no rule acts: then Defender is not asked either.
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
 * A mute that ran out since the last look that succeeded: no card says any more that the rule rests.
 * A look that fails afterwards tells it again, by the same name.
 */
async function showEndedMutes(
  { since, until }: { readonly since: Date; readonly until: Date },
  { clock, policy, triggers, workflows }: IncidentPollerServices,
): Promise<void> {
  for (const { name } of policy.triggers) {
    const { mutedUntil } = await triggers.state(name, until);
    if (!mutedUntil || mutedUntil <= since || mutedUntil > until) continue;
    // As far back as the cards go that the mute was shown on.
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

/** Kept first, then told: a crash in between is made good by the next look. */
async function pass(
  incident: Incident,
  beganAt: Date,
  { incidents, workflows }: IncidentPollerServices,
) {
  const { id, updatedAt } = incident;
  await incidents.save(incident, { isOld: isOlderThan(beganAt, incident) });
  // The same state is one story, whoever sees it and however often.
  await workflows.start('incident', workflowIds.incident(id, updatedAt), {
    incidentId: id,
    updatedAt,
  });
}

function isOlderThan(beganAt: Date, { createdAt, updatedAt }: Incident): boolean {
  return Date.parse(createdAt || updatedAt) < beganAt.getTime();
}
