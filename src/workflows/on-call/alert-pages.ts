import { noticeCardName, refOf } from '../../cards/on-call/on-call';
import { headline } from '../../cards/on-call/on-call-words';
import type { View } from '../../cards/kit/render-context';
import type { Message } from '../../domain/card';
import type { Notice, Page } from '../../domain/failure-alert';
import type { Person } from '../../domain/person';
import type { Place } from '../../domain/place';
import { raw, type SafeText, text, trusted } from '../../domain/text';
import type { Drawn } from '../../ports';
import { gently, showNotice, type Told } from './alert-cards';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import type { Run } from '../engine/workflow';

interface Paging {
  readonly notice: Notice;
  /** Which page of the notice: each is sent once. */
  readonly number: number;
  readonly told: Told;
}

/** One page: to each person 1:1, and to the operations channels with a mention. Two ways, apart. */
export async function pageAround(run: Run, paging: Paging, tools: StoryTools): Promise<void> {
  const page = paging.notice.pages[paging.number]!;
  for (const person of page.to.people) await pagePerson(run, person, paging, tools);

  const channels = await run.step('who operates', () => tools.subscriptions.to('operations'));
  for (const { conversationId } of channels)
    await pageChannel(run, { conversationId, kind: kindOf(conversationId) }, paging, tools);
}

async function pagePerson(run: Run, person: Person, paging: Paging, tools: StoryTools) {
  const place = await run.step(`reach ${person.id}`, async () => {
    try {
      return (await tools.messenger.reach(person)) ?? null;
    } catch (error) {
      tools.log.warn({ error, person: person.id }, 'a person on duty could not be reached');
      return null;
    }
  });
  if (!place) return;
  // A card that stands there already only changes: changes are not announced, words are.
  if (isNew(place, paging)) await putUp(run, place, paging, tools);
  else await say(run, { place }, paging, tools);
}

async function pageChannel(run: Run, place: Place, paging: Paging, tools: StoryTools) {
  if (isNew(place, paging)) return putUp(run, place, paging, tools);
  const [mention] = paging.notice.pages[paging.number]!.to.people;
  const thread = await run.step('find the thread', () => threadOf(paging.notice, place, tools));
  return say(run, { place: thread, mention }, paging, tools);
}

async function putUp(run: Run, place: Place, { notice, told }: Paging, tools: StoryTools) {
  told.places.push(place);
  await gently(run, `page in ${place.conversationId}`, tools, () =>
    showNotice(notice, place, tools),
  );
}

async function say(
  run: Run,
  { place, mention }: { place: Place; mention?: Person },
  { notice, number }: Paging,
  tools: StoryTools,
) {
  const said: Drawn<Message> = (reader) => {
    const words = inWords(notice, notice.pages[number]!, viewOf(tools, reader));
    const line = text`${raw(words)} · Ref ${refOf(notice)}`;
    // The words follow a name, "Dana Reyes, needs you: …", or begin the line where both are alone.
    return mention ? { text: line, mention } : { text: capital(line) };
  };
  await gently(run, `page ${number + 1} in ${place.conversationId}`, tools, async () => {
    await tools.messenger.post(place, said);
  });
}

function isNew({ conversationId }: Place, { told }: Paging): boolean {
  return !told.places.some((place) => place.conversationId === conversationId);
}

const capital = (line: SafeText) => trusted(line.charAt(0).toUpperCase() + line.slice(1));

/** One line: the notification is the whole message. */
function inWords(notice: Notice, { because, from, note, to }: Page, view: View): SafeText {
  const what = headline(notice, view);
  if (to.people.length === 0)
    return text`${raw(what)}: nobody acknowledged. Somebody here has to look at it`;
  const said = note ? text` — “${note}”` : text``;
  switch (because) {
    case 'no-answer':
      return from
        ? text`needs you: ${raw(what)}. ${from.name} did not answer`
        : text`needs you: ${raw(what)}. Nobody answered before you`;
    case 'escalated':
      return text`needs you: ${raw(what)}. Escalated by ${from?.name}${raw(said)}`;
    case 'handed-over':
      return text`needs you: ${raw(what)}. Handed over by ${from?.name}${raw(said)}`;
    case 'snooze-over':
      return text`needs you: ${raw(what)}. The snooze is over`;
    default:
      return text`needs you: ${raw(what)}`;
  }
}

/** Replies go under the card, not beside it. */
async function threadOf(notice: Notice, place: Place, { shownCards }: StoryTools): Promise<Place> {
  const card = await shownCards.get(noticeCardName(notice, place));
  if (!card || place.kind !== 'channel') return place;
  return { ...place, conversationId: `${place.conversationId};messageid=${card.messageId}` };
}

/** `subscribe operations` may have been said anywhere. */
function kindOf(conversationId: string): Place['kind'] {
  if (!conversationId.startsWith('19:')) return 'personal';
  return conversationId.includes('@thread.tacv2') ? 'channel' : 'groupChat';
}
