import { type Trigger, triggersFor } from '../../access/rules';
import type { Incident } from '../../domain/alert';
import { minutes } from '../../domain/duration';
import type { IncidentSighting } from '../../ports';
import { applyRule } from './apply-rule';
import { showIncident, showUnlessLate } from './incident-cards';
import { chooseChannels } from './incident-channels';
import { patiently } from '../engine/await-defender';
import type { StoryTools } from '../engine/services';
import { defineWorkflow, type Run } from '../engine/workflow';

const mostRedirects = 5;

/**
 * Something new about an incident: its card is shown, and the rules that it meets act. Told again with
 * the same or a later state it only adds what is missing.
 */
export const incident = defineWorkflow<'incident', StoryTools>(
  'incident',
  async (run, sighting, tools) => {
    const id = await follow(run, sighting, tools);
    if (id) await act(run, id, tools);
    const { incidentId, updatedAt } = sighting;
    if (updatedAt)
      await run.step('note that it is dealt with', () =>
        tools.incidents.handled(incidentId, updatedAt),
      );
  },
);

async function act(run: Run, id: string, tools: StoryTools): Promise<void> {
  const rules = await run.step('which rules apply', () => rulesFor(id, tools));
  await run.step('who gets its card', () => chooseChannels(id, rules, tools));
  await show(run, 'show it', id, tools);
  for (const rule of rules) await applyRule(run, { incidentId: id, rule }, tools);
  if (rules.length > 0) await show(run, 'show what was started', id, tools);
}

/** The rules as they are now: a restart under another policy does not change what was begun. */
async function rulesFor(id: string, tools: StoryTools): Promise<Trigger[]> {
  const seen = await tools.incidents.get(id);
  return seen && !seen.isOld ? triggersFor(seen.incident, tools.policy) : [];
}

async function show(run: Run, step: string, id: string, tools: StoryTools): Promise<void> {
  await run.step(step, () => showUnlessLate(id, tools));
}

/** The incident that lives on: merged ones are followed, and what was done for them counts there. */
async function follow(
  run: Run,
  { incidentId, updatedAt }: IncidentSighting,
  tools: StoryTools,
): Promise<string | undefined> {
  const isAsked = updatedAt === undefined;
  let id = incidentId;
  let next = isAsked
    ? await read(run, id, isAsked, tools)
    : await run.step('what was seen', async () => nextOf(await kept(id, tools)));
  for (let hops = 0; next?.redirectedTo && hops < mostRedirects; hops++) {
    const into = next.redirectedTo;
    next = await read(run, into, isAsked, tools);
    if (!next) break;
    await mergeInto(run, id, into, tools);
    id = into;
  }
  return next && id;
}

/** All that has to be remembered of a state: where to go on. */
function nextOf(found: Incident | undefined) {
  return found && { redirectedTo: found.redirectedTo };
}

async function kept(id: string, tools: StoryTools) {
  return (await tools.incidents.get(id))?.incident;
}

/** Read anew, and waited for: who posts an incident may be faster than Defender's list. */
async function read(run: Run, id: string, isAsked: boolean, tools: StoryTools) {
  const pauses = [minutes(1), minutes(5)];
  for (let tries = 0; ; tries++) {
    const found = await patiently(run, `read incident ${id}`, tools, async () => {
      const incident = await tools.defender.incident(id);
      if (incident) await keep(incident, isAsked, tools);
      return nextOf(incident) ?? null;
    });
    const pause = pauses[tries];
    if (found || !pause || !isAsked) return found ?? undefined;
    await run.waitFor('news', pause);
  }
}

async function keep(found: Incident, isAsked: boolean, { clock, incidents }: StoryTools) {
  const { beganAt } = await incidents.watch(clock.now());
  const isOld = !isAsked && Date.parse(found.createdAt || found.updatedAt) < beganAt.getTime();
  await incidents.save(found, { isOld });
}

async function mergeInto(run: Run, from: string, into: string, tools: StoryTools): Promise<void> {
  await run.step(`${from} went into ${into}`, async () => {
    await tools.incidents.merge(from, into);
    showIncident(from, tools).catch((error: unknown) =>
      tools.log.warn({ error, incident: from }, 'the card of a merged incident was not edited'),
    );
  });
}
