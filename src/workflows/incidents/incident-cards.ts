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

/** The key of an incident's card in one conversation. */
export function cardKeyOf(incidentId: string, conversationId: string): string {
  return `${incidentCards}${incidentId}@${conversationId}`;
}

/** The prefix of all these keys. */
export const incidentCards = 'incident:';

/** The incident on a card, by the card's key. */
export function incidentOn(cardName: string): string {
  return cardName.slice(incidentCards.length, cardName.indexOf('@'));
}

/** Updates the incident's card in all its conversations. An unchanged card is not sent again. */
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

/**
 * Shows the card and waits briefly until Teams has accepted it: other messages go into its thread.
 */
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

/** Updates incident cards with the progress of their packages, in the background. */
export function showIncidentsOf(collection: Collection, services: WorkflowServices): void {
  void show(collection, services);
}

/** The same without delay: a terminal state must be visible soon. */
export function showIncidentsNow(
  collection: Collection,
  services: WorkflowServices,
): Promise<void> {
  return show(collection, services, { now: true });
}

/**
 * Updates each incident that involves one of the machines, including those that joined a running
 * collection.
 */
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

/** Why a machine has no package. */
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
    case undefined:
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
