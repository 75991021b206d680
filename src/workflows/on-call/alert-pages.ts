import type { RenderContext } from '../../cards/kit/render-context';
import { failureAlertCardKey, refOf } from '../../cards/on-call/on-call';
import { headline } from '../../cards/on-call/on-call-words';
import type { Message } from '../../domain/card';
import { defined } from '../../domain/defined';
import { seconds } from '../../domain/duration';
import type { FailureAlert, Page } from '../../domain/failure-alert';
import type { Person } from '../../domain/person';
import type { Place } from '../../domain/place';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { gently, showFailureAlert, type Told } from './alert-cards';

// How long a page waits for the card it replies to.
const cardTimeout = seconds(20);

interface Paging {
  readonly failureAlert: FailureAlert;
  /** The number of the page: each is sent once. */
  readonly number: number;
  readonly told: Told;
}

/**
 * Sends one page: to each person 1:1, and to the operations channels with a mention, independently.
 */
export async function pageAround(
  context: WorkflowContext,
  paging: Paging,
  services: WorkflowServices,
): Promise<void> {
  const page = paging.failureAlert.pages[paging.number]!;
  for (const person of page.to.people) await pagePerson(context, person, paging, services);

  const channels = await context.step('who operates', () =>
    services.subscriptions.to('operations'),
  );
  for (const { conversationId } of channels)
    await pageChannel(context, { conversationId, kind: kindOf(conversationId) }, paging, services);
}

async function pagePerson(
  context: WorkflowContext,
  person: Person,
  paging: Paging,
  services: WorkflowServices,
) {
  const place = await context.step(`reach ${person.id}`, async () => {
    try {
      return (await services.messenger.reach(person)) ?? null;
    } catch (error) {
      services.log.warn({ error, person: person.id }, 'a person on duty could not be reached');
      return null;
    }
  });
  if (!place) return;
  // An existing card only changes: edits notify nobody, messages do.
  if (paging.told.people.includes(person.id)) return say(context, { place }, paging, services);
  paging.told.people.push(person.id);
  return putUp(context, place, paging, services);
}

async function pageChannel(
  context: WorkflowContext,
  place: Place,
  paging: Paging,
  services: WorkflowServices,
) {
  if (isNew(place, paging)) return putUp(context, place, paging, services);
  const [mention] = paging.failureAlert.pages[paging.number]!.to.people;
  const thread = await context.step('find the thread', () =>
    threadOf(paging.failureAlert, place, services),
  );
  return say(context, defined({ place: thread, mention }), paging, services);
}

async function putUp(
  context: WorkflowContext,
  place: Place,
  { failureAlert, told }: Paging,
  services: WorkflowServices,
) {
  told.places.push(place);
  await gently(context, `page in ${place.conversationId}`, services, () =>
    showFailureAlert(failureAlert, place, services),
  );
}

async function say(
  context: WorkflowContext,
  { place, mention }: { place: Place; mention?: Person },
  { failureAlert, number }: Paging,
  services: WorkflowServices,
) {
  const said: Localized<Message> = (reader) => {
    const words = inWords(
      failureAlert,
      failureAlert.pages[number]!,
      renderContextOf(services, reader),
    );
    const line = md`${markdown(words)} · Ref ${refOf(failureAlert)}`;
    // The words follow a name, "Dana Reyes, needs you: …", or begin the line in a 1:1.
    return mention ? { text: line, mention } : { text: capital(line) };
  };
  await gently(context, `page ${number + 1} in ${place.conversationId}`, services, async () => {
    const once = `${context.id}:page:${number}:${place.conversationId}`;
    await services.messenger.post(place, said, { once });
  });
}

function isNew({ conversationId }: Place, { told }: Paging): boolean {
  return !told.places.some((place) => place.conversationId === conversationId);
}

const capital = (line: SafeText) => unsafeMarkdown(line.charAt(0).toUpperCase() + line.slice(1));

/** One line: the notification is the whole message. */
function inWords(
  failureAlert: FailureAlert,
  { because, from, note, to }: Page,
  view: RenderContext,
): SafeText {
  const what = headline(failureAlert, view);
  if (to.people.length === 0)
    return md`${markdown(what)}: no one acknowledged. Someone in this channel needs to take it`;
  const said = note ? md` — “${note}”` : md``;
  switch (because) {
    case 'no-answer':
      return from
        ? md`${markdown(what)}. Escalated to you: no response from ${from.name}`
        : md`${markdown(what)}. Escalated to you: no one acknowledged`;
    case 'escalated':
      return md`${markdown(what)}. Escalated to you by ${from?.name}${markdown(said)}`;
    case 'handed-over':
      return md`${markdown(what)}. Handed over to you by ${from?.name}${markdown(said)}`;
    case 'snooze-over':
      return md`${markdown(what)}. The snooze ended`;
    case 'first':
    case 'hole':
    case 'no-progress':
      return md`you’re on call: ${markdown(what)}`;
  }
}

/** Replies go under the card, not beside it. */
async function threadOf(
  failureAlert: FailureAlert,
  place: Place,
  { messenger, postedCards }: WorkflowServices,
): Promise<Place> {
  const key = failureAlertCardKey(failureAlert, place);
  await messenger.delivered([key], cardTimeout);
  const card = await postedCards.get(key);
  if (!card || place.kind !== 'channel') return place;
  return { ...place, conversationId: `${place.conversationId};messageid=${card.messageId}` };
}

/** `subscribe operations` may be used in any kind of conversation. */
function kindOf(conversationId: string): Place['kind'] {
  if (!conversationId.startsWith('19:')) return 'personal';
  return conversationId.includes('@thread.tacv2') ? 'channel' : 'groupChat';
}
