import { triggersFor } from '../access/triggers';
import { incidentCard, type MachineLine, type RuleLine } from '../cards/incident';
import { stateMark } from '../cards/state';
import { clock as clockTime, count } from '../cards/time';
import { type Collection, isFinal, type Package } from '../domain/collection';
import { hours } from '../domain/duration';
import { machinesOf } from '../domain/incident-machines';
import { isPolicyActor } from '../domain/policy-actor';
import type { IncidentMachine, SeenIncident } from '../domain/seen-incident';
import type { StoryTools } from './tools';

/** The name of an incident's card in one conversation. */
export function cardNameOf(incidentId: string, conversationId: string): string {
  return `incident:${incidentId}@${conversationId}`;
}

/** Draws the incident's card anew wherever it stands. An unchanged one is not sent again. */
export async function showIncident(
  id: string,
  tools: StoryTools,
  options: { now?: boolean } = {},
): Promise<void> {
  const seen = await tools.incidents.get(id);
  if (!seen || seen.shownIn.length === 0) return;
  const card = await drawn(seen, tools);
  for (const conversationId of seen.shownIn) {
    const place = { conversationId, kind: 'channel' } as const;
    await tools.messenger.show(cardNameOf(id, conversationId), place, card, {
      reopened: options.now ?? false,
    });
  }
}

/** The incident's card says how far its packages are; nobody waits for it. */
export function showIncidentOf({ askedBy, incident }: Collection, tools: StoryTools): void {
  if (!incident || !isPolicyActor(askedBy)) return;
  showIncident(incident, tools).catch((error: unknown) =>
    tools.log.warn({ error, incident }, 'the card of an incident could not be edited'),
  );
}

function viewOf({ clock, timeZone, portalUrl }: StoryTools) {
  return { now: clock.now(), timeZone, portal: portalUrl };
}

/** The same without waiting for the card's turn: how it ended must stand there soon. */
export async function showIncidentNow(
  { askedBy, incident }: Collection,
  tools: StoryTools,
): Promise<void> {
  if (!incident || !isPolicyActor(askedBy)) return;
  await showIncident(incident, tools, { now: true }).catch((error: unknown) =>
    tools.log.warn({ error, incident }, 'the card of an incident could not be edited'),
  );
}

async function drawn(seen: SeenIncident, tools: StoryTools) {
  const machines = await tools.incidents.machines(seen.incident.id);
  const collections = await collectionsOf(machines, tools);
  return incidentCard(
    {
      incident: seen.incident,
      mergedInto: seen.mergedInto,
      rules: await rulesOf(seen, machines, tools),
      machines: linesOf(seen, machines, collections),
    },
    viewOf(tools),
  );
}

async function collectionsOf(machines: readonly IncidentMachine[], { collections }: StoryTools) {
  const ids = [...new Set(machines.flatMap(({ collectionId }) => collectionId ?? []))];
  const found = await Promise.all(ids.map((id) => collections.get(id)));
  return new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : [])));
}

const untouched = { glyph: '○', word: 'Nothing was started' };
const handled = {
  taken: { glyph: '⏳', word: 'Starting' },
  held: { glyph: '⏸', word: 'Held: the rule is paused' },
  unknown: { glyph: '⚠️', word: 'Not in Defender for Endpoint: nothing to collect' },
  unsupported: { glyph: '⚠️', word: 'Defender can’t collect from it' },
  refused: { glyph: '❌', word: 'Not started: Defender refused' },
} as const;

function linesOf(
  { incident }: SeenIncident,
  machines: readonly IncidentMachine[],
  collections: ReadonlyMap<string, Collection>,
): MachineLine[] {
  const byId = new Map(machines.map((one) => [one.machineId, one]));
  const involved = machinesOf(incident);
  const merged = machines.filter(({ machineId }) => !involved.some(({ id }) => id === machineId));
  return [...involved, ...merged.map(({ machineId, name }) => ({ id: machineId, name }))].map(
    ({ id, name }) => {
      const taken = byId.get(id);
      const collection = collections.get(taken?.collectionId ?? '');
      const one = collection?.packages.find(({ machine }) => machine.id.toLowerCase() === id);
      if (one && collection) return { id, name, ...markOf(one), ref: collection.id };
      return { id, name, isOpen: false, ...(taken ? handled[taken.state] : untouched) };
    },
  );
}

function markOf(one: Package) {
  const { glyph, word } = stateMark(one);
  return { glyph, word, isOpen: !isFinal(one.state) };
}

async function rulesOf(
  { incident, isOld }: SeenIncident,
  machines: readonly IncidentMachine[],
  tools: StoryTools,
): Promise<RuleLine[]> {
  if (isOld) return [];
  const now = tools.clock.now();
  const hourAgo = new Date(now.getTime() - tools.clock.real(hours(1)));
  const lines: RuleLine[] = [];
  for (const { collect, name } of triggersFor(incident, tools.policy)) {
    const { mutedUntil, pausedAt } = await tools.triggers.state(name, hourAgo);
    const taken = machines.filter((one) => one.trigger === name && one.state === 'taken').length;
    const muted = mutedUntil && mutedUntil > now;
    lines.push({ name, says: saying(taken, collect) });
    if (muted) lines.push({ name, says: `is muted until ${clockTime(mutedUntil, viewOf(tools))}` });
    if (pausedAt) lines.push({ name, says: 'is paused: nothing more starts until it is resumed' });
  }
  return lines;
}

function saying(taken: number, collect: 'compromised' | 'all' | 'none'): string {
  if (taken > 0) return `started a package collection on ${count(taken, 'machine')}`;
  return collect === 'none' ? 'applies; it collects nothing' : 'applies; it collected nothing yet';
}
