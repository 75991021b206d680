import type { Collection } from '../../domain/collection';
import { shortName } from '../../domain/machine';
import { isPolicyActor } from '../../domain/policy-actor';
import { md, type SafeText, unsafeMarkdown } from '../../domain/text';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';
import { showIncidentsNow } from '../incidents/incident-cards';
import { reportFailure } from '../on-call/report-failure';
import { resolveFailureAlerts } from '../on-call/resolve-alerts';
import { cardOf } from './package-step';

/** Finishes a collection: the card's final state, one notification, and a report of each failure. */
export const finishCollection = defineWorkflow<'finish-collection', WorkflowServices>(
  'finish-collection',
  async (context, { collectionId, attempt }, services) => {
    // Read once, before the end is visible: an immediate retry must not change what is reported.
    const collection = await context.step('read', () => collectionOf(collectionId, services));
    if (collection.packages.some((one) => one.attempt > attempt)) return;
    const { id, place } = collection;
    await context.step('show the end', () =>
      services.messenger.show(id, place, cardOf(collection, services), { final: true }),
    );

    const people = [
      { person: collection.askedBy, place: collection.place },
      ...collection.followers,
    ];
    for (const { person, place: there } of people)
      await context.step(`tell ${person.id}`, () =>
        services.messenger.post(
          there,
          () => ({
            text: inOneLine(collection),
            ...(!isPolicyActor(person) && { mention: person }),
          }),
          { once: `${context.id}:${person.id}:${there.conversationId}`, requester: person },
        ),
      );
    await context.step('show the incident', () => showIncidentsNow(collection, services));

    const ready = collection.packages.filter(({ state }) => state === 'ready').map(({ id }) => id);
    await resolveFailureAlerts(context, { job: id, ready }, services);
    for (const failed of collection.packages)
      await reportFailure(context, collection, failed, services);
  },
);

async function collectionOf(id: string, { collections }: WorkflowServices): Promise<Collection> {
  const collection = await collections.get(id);
  if (!collection) throw new Error(`no collection ${id}`);
  return collection;
}

/** The text of the notification: one line, no period. */
function inOneLine({ approval, packages }: Collection): SafeText {
  const [only] = packages;
  if (only?.failure?.notApproved && packages.length === 1) {
    const name = shortName(only.machine);
    if (approval?.state === 'denied')
      return md`${name}: denied by ${approval.decidedBy?.name}. Nothing was collected`;
    return md`${name}: not approved. Nothing was collected`;
  }
  if (only && packages.length === 1) {
    const name = shortName(only.machine);
    switch (only.state) {
      case 'ready':
        return md`${name} package ready`;
      case 'failed':
        return md`${name} package failed`;
      case 'cancelled':
        return md`${name} collection cancelled`;
      case 'stopped-waiting':
        return md`${name}: timed out`;
      case 'waiting-for-approval':
      case 'sending':
      case 'queued':
      case 'waiting-for-machine':
      case 'collecting':
      case 'preparing-link':
        throw new Error(`${only.id} has not ended`);
    }
  }
  const ready = packages.filter(({ state }) => state === 'ready').length;
  const rest = (['failed', 'cancelled', 'stopped-waiting'] as const)
    .map((state) => [state, packages.filter((p) => p.state === state).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([state, amount]) => lostInWords(state, amount));
  return unsafeMarkdown([md`${ready} of ${packages.length} packages ready`, ...rest].join(' · '));
}

function lostInWords(state: 'failed' | 'cancelled' | 'stopped-waiting', amount: number): SafeText {
  switch (state) {
    case 'failed':
      return md`${amount} failed`;
    case 'cancelled':
      return md`${amount} cancelled`;
    case 'stopped-waiting':
      return md`${amount} timed out`;
  }
}
