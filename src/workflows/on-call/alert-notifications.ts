import { scheduleChoices } from '../../access/on-call';
import { answeredCard, stillWorkingCard } from '../../cards/collect/still-working';
import { refOf } from '../../cards/on-call/on-call';
import type { Card } from '../../domain/card';
import {
  type FailureAlert,
  isResolved,
  jobsOf,
  mendedOf,
  type Page,
} from '../../domain/failure-alert';
import { md } from '../../domain/text';
import { renderMessage } from '../../language/language';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { gently, showFailureAlert, type Told } from './alert-cards';
import { noteWhoWasTold } from './alert-on-packages';
import { pageAround } from './alert-pages';
import { leadsInTime } from './leads-in-time';
import { sendToPager } from './pager';

/** Brings everybody up to date with the alert; nobody is notified twice of the same. */
export async function notifyAround(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  told: Told,
  services: WorkflowServices,
): Promise<void> {
  await showEverywhere(context, failureAlert, told, services);
  while (told.pages < failureAlert.pages.length) {
    // An acknowledgement cancels pages that were not sent yet.
    if (failureAlert.state === 'open')
      await pageAround(context, { failureAlert, number: told.pages, told }, services);
    await record(context, failureAlert, failureAlert.pages[told.pages]!, services);
    if (told.pages === 0) await begin(context, failureAlert, services);
    told.pages += 1;
  }
  await noteWhoWasTold(context, failureAlert, told, services);
  await announceAssignee(context, failureAlert, told, services);
  await askAssignee(context, failureAlert, told, services);
  if (isResolved(failureAlert) && !told.ended) {
    told.ended = true;
    await sendToPager(context, failureAlert, 'resolve', services);
  }
}

/** Journals a page. A journal that can't be written must not prevent the notification. */
function record(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  { because, from, to }: Page,
  services: WorkflowServices,
) {
  return gently(context, 'record the page', services, async () => {
    await services.journal.write({
      operation: 'notice.paged',
      actor: from ?? { id: 'bailiff', name: 'Bailiff' },
      outcome: 'success',
      resources: { failureAlert: failureAlert.id, collection: jobsOf(failureAlert).join(' ') },
      details: { to: to.name, people: to.people.map(({ id }) => id), because },
    });
  });
}

async function begin(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  services: WorkflowServices,
): Promise<void> {
  await sendToPager(context, failureAlert, 'trigger', services);
  const [first] = failureAlert.pages;
  if (first?.because !== 'hole') return;
  const told = new Set(first.to.people.map(({ id }) => id));
  const leads = await context.step('who leads', async () => [...(await leadsInTime(services))]);
  for (const lead of leads.filter(({ id }) => !told.has(id)))
    await gently(context, `a word to ${lead.id}`, services, async () => {
      const place = await services.messenger.reach(lead);
      const said = () => ({
        text: md`Nobody is on call. An alert went to the fallback: ${renderMessage(first.to.name)}. Ref ${refOf(failureAlert)}`,
      });
      const once = `${context.id}:gap:${lead.id}`;
      if (place) await services.messenger.post(place, said, { once });
    });
}

/** Announces the assignee to the requester: a reply without a mention. */
async function announceAssignee(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  told: Told,
  services: WorkflowServices,
) {
  const { assignedSince, assignee, state } = failureAlert;
  const held = state === 'acknowledged' ? `${assignee?.id} ${String(assignedSince)}` : '';
  if (held === told.held) return;
  told.held = held;
  if (!assignee || !held) return;
  const places = new Map(
    failureAlert.jobFailures
      .filter(({ askedBy }) => askedBy.id !== assignee.id)
      .map(({ place }) => [place.conversationId, place]),
  );
  for (const place of places.values())
    await gently(context, `say who in ${place.conversationId}`, services, async () => {
      const once = `${context.id}:assigned:${held}:${place.conversationId}`;
      const said = () => ({ text: md`${assignee.name} has acknowledged` });
      await services.messenger.post(place, said, { once });
    });
  await sendToPager(context, failureAlert, 'acknowledge', services);
}

/** Asks the assignee alone for an update; the question's card later shows the outcome. */
async function askAssignee(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  told: Told,
  services: WorkflowServices,
): Promise<void> {
  const asked =
    failureAlert.asked && failureAlert.assignee
      ? `${failureAlert.assignee.id} ${String(failureAlert.due)}`
      : '';
  if (asked === told.asked) return;
  if (told.asked)
    await closeQuestion(context, failureAlert, questionName(failureAlert, told.asked), services);
  told.asked = asked;
  const { assignee } = failureAlert;
  if (!asked || !assignee) return;
  await gently(context, `ask ${assignee.id}`, services, async () => {
    const place = await services.messenger.reach(assignee);
    const whom = scheduleChoices(services.policy.onCall);
    const card: Localized<Card> = (reader) =>
      stillWorkingCard(failureAlert, renderContextOf(services, reader), whom);
    if (place) await services.messenger.show(questionName(failureAlert, asked), place, card);
  });
}

/** Each question is its own message, because an edit notifies nobody. */
function questionName({ id }: FailureAlert, asked: string): string {
  return `${id}?${asked}`;
}

async function closeQuestion(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  name: string,
  services: WorkflowServices,
) {
  await gently(context, `close ${name}`, services, async () => {
    const shown = await services.postedCards.get(name);
    if (!shown) return;
    const place = { conversationId: shown.conversationId, kind: 'personal' } as const;
    const card: Localized<Card> = (reader) =>
      answeredCard(failureAlert, renderContextOf(services, reader));
    await services.messenger.show(name, place, card, { final: true });
  });
}

/** Updates all cards; a resolved alert loses its buttons everywhere. */
async function showEverywhere(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  told: Told,
  services: WorkflowServices,
) {
  // A package whose retry failed has another key, and may have another cause.
  const tries = failureAlert.jobFailures.map(({ key }) => key);
  const shown = [failureAlert.version, ...tries, mendedOf(failureAlert), failureAlert.due].join(
    ' ',
  );
  if (shown === told.shown) return;
  told.shown = shown;
  for (const place of told.places)
    await gently(context, `show in ${place.conversationId}`, services, () =>
      showFailureAlert(failureAlert, place, services),
    );
}
