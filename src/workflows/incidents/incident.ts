import { type Rule, rulesFor } from '../../access/rules';
import type { Incident } from '../../domain/alert';
import { minutes } from '../../domain/duration';
import type { IncidentSighting } from '../../ports';
import { awaitDefender } from '../engine/await-defender';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { applyRule } from './apply-rule';
import { showAndAwait, showIncident } from './incident-cards';
import { chooseChannels } from './incident-channels';

const maxRedirects = 5;

/**
 * Processes a change of an incident: updates its card and applies the matching rules. Idempotent:
 * the same or a later state only adds what is missing.
 */
export const incident = defineWorkflow<'incident', WorkflowServices>(
  'incident',
  async (context, sighting, services) => {
    const id = await follow(context, sighting, services);
    if (id) await act(context, id, services);
    const { incidentId, updatedAt } = sighting;
    if (updatedAt)
      await context.step('note that it is dealt with', () =>
        services.incidents.handled(incidentId, updatedAt),
      );
  },
);

async function act(
  context: WorkflowContext,
  id: string,
  services: WorkflowServices,
): Promise<void> {
  const rules = await context.step('which rules apply', () => applicableRules(id, services));
  await context.step('who gets its card', () => chooseChannels(id, rules, services));
  await show(context, 'show it', id, services);
  for (const rule of rules) await applyRule(context, { incidentId: id, rule }, services);
  if (rules.length > 0) await show(context, 'show what was started', id, services);
}

/**
 * The rules as they were at first: a restart with another policy does not change a running
 * workflow.
 */
async function applicableRules(id: string, services: WorkflowServices): Promise<Rule[]> {
  const seen = await services.incidents.get(id);
  return seen && !seen.isOld ? rulesFor(seen.incident, services.policy) : [];
}

async function show(
  context: WorkflowContext,
  step: string,
  id: string,
  services: WorkflowServices,
): Promise<void> {
  await context.step(step, () => showAndAwait(id, services));
}

/** Returns the incident it was merged into, if any; what was done for merged ones counts there. */
async function follow(
  context: WorkflowContext,
  { incidentId, updatedAt }: IncidentSighting,
  services: WorkflowServices,
): Promise<string | undefined> {
  const isAsked = updatedAt === undefined;
  let id = incidentId;
  let next = isAsked
    ? await read(context, id, isAsked, services)
    : await context.step('what was seen', async () => nextOf(await kept(id, services)));
  for (let hops = 0; next?.redirectedTo && hops < maxRedirects; hops++) {
    const into = next.redirectedTo;
    next = await read(context, into, isAsked, services);
    if (!next) break;
    await mergeInto(context, id, into, services);
    id = into;
  }
  return next && id;
}

/** What a later run needs to continue. */
function nextOf(found: Incident | undefined) {
  return found && { redirectedTo: found.redirectedTo };
}

async function kept(id: string, services: WorkflowServices) {
  return (await services.incidents.get(id))?.incident;
}

/** Reads the incident again and waits for it: the sender may be faster than Defender's list. */
async function read(
  context: WorkflowContext,
  id: string,
  isAsked: boolean,
  services: WorkflowServices,
) {
  const pauses = [minutes(1), minutes(5)];
  for (let tries = 0; ; tries++) {
    const found = await awaitDefender(context, `read incident ${id}`, services, async () => {
      const incident = await services.defender.incident(id);
      if (incident) await keep(incident, isAsked, services);
      return nextOf(incident) ?? null;
    });
    const pause = pauses[tries];
    if (found || !pause || !isAsked) return found ?? undefined;
    await context.waitFor('news', pause);
  }
}

async function keep(found: Incident, isAsked: boolean, { clock, incidents }: WorkflowServices) {
  const { beganAt } = await incidents.watch(clock.now());
  const isOld = !isAsked && Date.parse(found.createdAt || found.updatedAt) < beganAt.getTime();
  await incidents.save(found, { isOld });
}

async function mergeInto(
  context: WorkflowContext,
  from: string,
  into: string,
  services: WorkflowServices,
): Promise<void> {
  await context.step(`${from} went into ${into}`, async () => {
    await services.incidents.merge(from, into);
    showIncident(from, services).catch((error: unknown) =>
      services.log.warn({ error, incident: from }, 'the card of a merged incident was not edited'),
    );
  });
}
