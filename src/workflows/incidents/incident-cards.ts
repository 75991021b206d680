import { incidentCard, type MachineLine } from '../../cards/incidents/incident';
import { stateMark } from '../../cards/kit/state';
import type { Card } from '../../domain/card';
import { type Collection, isFinal, type Package } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { seconds } from '../../domain/duration';
import { machinesOf } from '../../domain/incident-machines';
import type { IncidentMachine, SeenIncident } from '../../domain/seen-incident';
import { t } from '../../language/language';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { ruleLines, rulesOf } from './incident-rules';

const cardTimeout = seconds(20);

/** The name of an incident's card in one conversation. */
export function cardKeyOf(incidentId: string, conversationId: string): string {
  return `${incidentCards}${incidentId}@${conversationId}`;
}

/** How the names of all of them begin. */
export const incidentCards = 'incident:';

/** The incident on a card, by the card's name. */
export function incidentOn(cardName: string): string {
  return cardName.slice(incidentCards.length, cardName.indexOf('@'));
}

/** Draws the incident's card anew wherever it stands. An unchanged one is not sent again. */
export async function showIncident(
  id: string,
  services: WorkflowServices,
  options: { now?: boolean } = {},
): Promise<void> {
  const seen = await services.incidents.get(id);
  if (!seen || seen.shownIn.length === 0) return;
  const card = await drawn(seen, services);
  for (const conversationId of seen.shownIn) {
    const place = { conversationId, kind: 'channel' } as const;
    await services.messenger.show(cardKeyOf(id, conversationId), place, card, {
      reopened: options.now ?? false,
    });
  }
}

/** Shows it, and waits a little until Teams has taken the cards: other messages go into their threads. */
export async function showAndAwait(id: string, services: WorkflowServices): Promise<void> {
  try {
    await showIncident(id, services);
    const shownIn = (await services.incidents.get(id))?.shownIn ?? [];
    const keys = shownIn.map((conversationId) => cardKeyOf(id, conversationId));
    await services.messenger.delivered(keys, cardTimeout);
  } catch (error) {
    services.log.warn({ error, incident: id }, 'the card of an incident could not be shown');
  }
}

/** The cards of incidents say how far their packages are; nobody waits for that. */
export function showIncidentsOf(collection: Collection, services: WorkflowServices): void {
  void show(collection, services);
}

/** The same without waiting for a card's turn: how it ended must stand there soon. */
export function showIncidentsNow(
  collection: Collection,
  services: WorkflowServices,
): Promise<void> {
  return show(collection, services, { now: true });
}

/** Of every incident that means a machine of it: also one that found the machine being collected already. */
async function show(
  { id }: Collection,
  services: WorkflowServices,
  options: { now?: boolean } = {},
) {
  try {
    for (const incident of await services.incidents.withCollection(id))
      await showIncident(incident, services, options);
  } catch (error) {
    services.log.warn({ error, collection: id }, 'the card of an incident could not be edited');
  }
}

async function drawn(seen: SeenIncident, services: WorkflowServices): Promise<Localized<Card>> {
  const machines = await services.incidents.machines(seen.incident.id);
  const collections = await collectionsOf(machines, services);
  const { incident, mergedInto, stopped } = seen;
  const rules = await rulesOf(seen, machines, services);
  return (reader) => {
    const view = renderContextOf(services, reader);
    return incidentCard(
      {
        ...defined({ incident, mergedInto, stopped }),
        rules: rules.flatMap((rule) => ruleLines(rule, view)),
        machines: linesOf(seen, machines, collections),
      },
      view,
    );
  };
}

async function collectionsOf(
  machines: readonly IncidentMachine[],
  { collections }: WorkflowServices,
) {
  const ids = [...new Set(machines.flatMap(({ collectionId }) => collectionId ?? []))];
  const found = await Promise.all(ids.map((id) => collections.get(id)));
  return new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : [])));
}

/** A machine without a package: why there is none. */
function withoutPackage(state?: IncidentMachine['state']): Pick<MachineLine, 'glyph' | 'word'> {
  switch (state) {
    case 'taken':
      return { glyph: '⏳', word: t`Starting` };
    case 'held':
      return { glyph: '⏸', word: t`Paused: the rule reached its limit` };
    case 'unknown':
      return { glyph: '⚠️', word: t`Not in Defender for Endpoint` };
    case 'unsupported':
      return { glyph: '⚠️', word: t`Defender can’t collect from it` };
    case 'refused':
      return { glyph: '❌', word: t`Not started: Defender rejected the request` };
    default:
      return { glyph: '○', word: t`Nothing was started` };
  }
}

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
      return { id, name, isOpen: taken?.state === 'taken', ...withoutPackage(taken?.state) };
    },
  );
}

function markOf(one: Package) {
  const { glyph, word } = stateMark(one);
  return { glyph, word, isOpen: !isFinal(one.state) };
}
