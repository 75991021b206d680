import { approvalCard } from '../../cards/collect/approval';
import type { Approval } from '../../domain/approval';
import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { milliseconds, minutes, spanInWords } from '../../domain/duration';
import { atLeast } from '../../domain/person';
import type { Place } from '../../domain/place';
import { workflowIds } from '../../domain/workflow-ids';
import { msg, renderEnglish, sentence } from '../../language/language';
import type { Clock, Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { type Ending, ended, endPackage } from './end-package';
import { type Released, release } from './release-approved';

/** One card that asks for approval; each place has its own card key. */
interface Asked {
  readonly name: string;
  readonly place: Place;
}

/**
 * Waits for the approval of a collection and then starts or ends its packages. The database decides
 * which decision came first; the signal only says that there is one.
 */
export const approval = defineWorkflow<'approval', WorkflowServices>(
  'approval',
  async (context, { collectionId }, services) => {
    const read = () => waitingFor(collectionId, services);
    const places = await context.step('who may approve', async () =>
      placesOf(await read(), services),
    );
    await show(context, 'ask', places, collectionId, services);

    const untilMs = await context.step('until when', async () =>
      (await read()).approval.expiresAt.getTime(),
    );
    const left = untilMs - (await context.now()).getTime();
    const news = await context.waitFor('decision', milliseconds(left * services.clock.scale));
    if (!news)
      await context.step('time is up', async () => {
        await services.approvals.decide(collectionId, { state: 'expired' });
      });

    const state = await context.step('record the decision', async () =>
      record(await read(), services),
    );
    await show(context, 'show the decision', places, collectionId, services);
    if (state === 'approved') await letRun(context, collectionId, services);
    else await letEnd(context, collectionId, services);
  },
);

type Waiting = Collection & { readonly approval: Approval };

async function waitingFor(id: string, { collections }: WorkflowServices): Promise<Waiting> {
  const collection = await collections.get(id);
  if (!collection?.approval) throw new Error(`${id} waits for no approval`);
  return { ...collection, approval: collection.approval };
}

const maxAsked = 10;

/** The requester's thread, plus a 1:1 chat with each approver: not every approver reads the channel. */
async function placesOf({ approval: asked, ...collection }: Waiting, services: WorkflowServices) {
  const { askedBy, place: there } = collection;
  const name = `${collection.id}:approval`;
  const places: Asked[] = there.kind === 'personal' ? [] : [{ name, place: there }];
  for (const id of await approversOf(asked, services)) {
    if (id.toLowerCase() === askedBy.id.toLowerCase()) continue;
    const place = await services.messenger.reach({ id, name: '' }).catch((error: unknown) => {
      services.log.warn({ error, person: id }, 'an approver could not be reached');
      return undefined;
    });
    if (place) places.push({ name: `${name}:${id}`, place });
  }
  return places;
}

/** The users that the policy names and the leads of its groups. */
async function approversOf(
  { by }: Approval,
  { leads, policy }: WorkflowServices,
): Promise<string[]> {
  const { lead, responder } = policy.roles;
  const listed = (await leads.list()).map(({ id }) => id);
  const users = atLeast('responder', by) ? [...lead.users, ...responder.users] : lead.users;
  return [...new Set([...users, ...listed])].filter((id) => id !== '*').slice(0, maxAsked);
}

async function show(
  context: WorkflowContext,
  step: string,
  places: readonly Asked[],
  id: string,
  services: WorkflowServices,
): Promise<void> {
  for (const { name, place } of places)
    await context.step(`${step} ${name}`, async () => {
      const collection = await waitingFor(id, services);
      const final = collection.approval.state !== 'pending';
      const alone = place.kind === 'personal';
      const card: Localized<Card> = (reader) =>
        approvalCard(collection, collection.approval, renderContextOf(services, reader), { alone });
      await services.messenger.show(name, place, card, { final });
    });
}

async function record(
  { approval: decided, ...collection }: Waiting,
  { journal }: WorkflowServices,
) {
  const wanted = new Set(decided.packageIds);
  const machines = collection.packages.filter(({ id }) => wanted.has(id));
  await journal.write({
    operation: `approval.${decided.state}`,
    actor: decided.decidedBy ?? { id: 'bailiff', name: 'Bailiff' },
    outcome: decided.state === 'approved' ? 'success' : 'refused',
    resources: { collection: collection.id, requester: collection.askedBy.id, list: decided.hash },
    details: {
      machines: machines.map(({ machine }) => machine.id),
      rules: decided.because.map(renderEnglish),
      ...(decided.said && { said: decided.said }),
    },
  });
  return decided.state;
}

/** Starts the approved packages after comparing their hash once more. */
/** Starts what was approved, unless the machines or the policy changed since. */
async function letRun(
  context: WorkflowContext,
  collectionId: string,
  services: WorkflowServices,
): Promise<void> {
  const tryRelease = () =>
    context.step<Released>('let it run', async () =>
      release(await waitingFor(collectionId, services), services),
    );
  let started = await tryRelease();
  while (started === 'unreachable') {
    await context.waitFor('news', betweenTries);
    started = await tryRelease();
  }
  if (!started) {
    services.log.warn({ collection: collectionId }, 'the approval does not cover the packages');
    return letEnd(context, collectionId, services);
  }
  for (const input of started)
    await context.start(
      'collect-package',
      workflowIds.collectPackage({ id: input.packageId, attempt: input.attempt }),
      input,
    );
}

const betweenTries = minutes(1);

async function letEnd(
  context: WorkflowContext,
  collectionId: string,
  services: WorkflowServices,
): Promise<void> {
  const ids = await context.step('what ends', async () => {
    const { approval: decided, packages } = await waitingFor(collectionId, services);
    return packages
      .filter(
        ({ id, state }) => decided.packageIds.includes(id) && state === 'waiting-for-approval',
      )
      .map(({ id }) => id);
  });
  const ending = await context.step('how it ends', async () =>
    endingOf((await waitingFor(collectionId, services)).approval, services.clock),
  );
  await context.step('note who decided', async () => {
    const { approval: decided } = await waitingFor(collectionId, services);
    for (const id of ids)
      await services.collections.change(id, defined({ cancelledBy: decided.decidedBy }));
  });
  for (const id of ids) await endPackage(context, id, ending, services);
}

function endingOf(
  { askedAt, decidedBy, expiresAt, said, state }: Approval,
  { scale }: Clock,
): Ending {
  if (state === 'withdrawn') return { state: 'cancelled' };
  if (state === 'denied') {
    const who = decidedBy?.name ?? msg`someone`;
    const cause = said ? msg`Denied by ${who}: “${said}”.` : msg`Denied by ${who}.`;
    return notApproved(ended('cancelled', cause));
  }
  if (state === 'expired') {
    // In the policy's time, independent of the time scale.
    const waited = spanInWords((expiresAt.getTime() - askedAt.getTime()) * scale);
    return notApproved(ended('stopped-waiting', msg`Expired: nobody answered within ${waited}.`));
  }
  return notApproved(
    ended('cancelled', sentence`The devices or the policy changed after approval.`),
  );
}

function notApproved(ending: Ending): Ending {
  if (!('failure' in ending) || !ending.failure) return ending;
  return { ...ending, failure: { ...ending.failure, notApproved: true } };
}
