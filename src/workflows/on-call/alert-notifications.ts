import { scheduleChoices } from '../../access/on-call';
import { refOf } from '../../cards/on-call/on-call';
import { answeredCard, stillWorkingCard } from '../../cards/collect/still-working';
import type { Card } from '../../domain/card';
import { isResolved, jobsOf, mendedOf, type Notice, type Page } from '../../domain/failure-alert';
import { text } from '../../domain/text';
import { translated } from '../../language/language';
import type { Drawn } from '../../ports';
import { gently, showNotice, type Told } from './alert-cards';
import { noteWhoWasTold } from './alert-on-packages';
import { pageAround } from './alert-pages';
import { tellPager } from './pager';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import type { Run } from '../engine/workflow';

/** Brings everybody up to date with the notice as it is now; nobody is told the same thing twice. */
export async function tellAround(
  run: Run,
  notice: Notice,
  told: Told,
  tools: StoryTools,
): Promise<void> {
  await showEverywhere(run, notice, told, tools);
  while (told.pages < notice.pages.length) {
    // An acknowledgement cancels what was still to be sent.
    if (notice.state === 'open') await pageAround(run, { notice, number: told.pages, told }, tools);
    await record(run, notice, notice.pages[told.pages]!, tools);
    if (told.pages === 0) await begin(run, notice, tools);
    told.pages += 1;
  }
  await noteWhoWasTold(run, notice, told, tools);
  await tellWhoHasIt(run, notice, told, tools);
  await askHolder(run, notice, told, tools);
  if (isResolved(notice) && !told.ended) {
    told.ended = true;
    await tellPager(run, notice, 'resolve', tools);
  }
}

/** Who was told, when and why. A journal that can't be written must not keep anybody from being told. */
function record(run: Run, notice: Notice, { because, from, to }: Page, tools: StoryTools) {
  return gently(run, 'record the page', tools, async () => {
    await tools.journal.write({
      operation: 'notice.paged',
      actor: from ?? { id: 'bailiff', name: 'Bailiff' },
      outcome: 'success',
      resources: { notice: notice.id, collection: jobsOf(notice).join(' ') },
      details: { to: to.name, people: to.people.map(({ id }) => id), because },
    });
  });
}

async function begin(run: Run, notice: Notice, tools: StoryTools): Promise<void> {
  await tellPager(run, notice, 'trigger', tools);
  const [first] = notice.pages;
  if (first?.because !== 'hole') return;
  const told = new Set(first.to.people.map(({ id }) => id));
  const leads = await run.step('who leads', async () => [...(await tools.leads.list())]);
  for (const lead of leads.filter(({ id }) => !told.has(id)))
    await gently(run, `a word to ${lead.id}`, tools, async () => {
      const place = await tools.messenger.reach(lead);
      const said = () => ({
        text: text`Nobody is on call. A failure went to the fallback: ${translated(first.to.name)}. Ref ${refOf(notice)}`,
      });
      if (place) await tools.messenger.post(place, said);
    });
}

/** Whoever asked for what failed sees who is on it: a reply without a mention. */
async function tellWhoHasIt(run: Run, notice: Notice, told: Told, tools: StoryTools) {
  const { heldSince, holder, state } = notice;
  const held = state === 'acknowledged' ? `${holder?.id} ${String(heldSince)}` : '';
  if (held === told.held) return;
  told.held = held;
  if (!holder || !held) return;
  const places = new Map(
    notice.mishaps
      .filter(({ askedBy }) => askedBy.id !== holder.id)
      .map(({ place }) => [place.conversationId, place]),
  );
  for (const place of places.values())
    await gently(run, `say who in ${place.conversationId}`, tools, async () => {
      await tools.messenger.post(place, () => ({ text: text`${holder.name} is on it` }));
    });
  await tellPager(run, notice, 'acknowledge', tools);
}

/** One word to the holder alone; what became of it stands on it afterwards. */
async function askHolder(run: Run, notice: Notice, told: Told, tools: StoryTools): Promise<void> {
  const asked = notice.asked && notice.holder ? `${notice.holder.id} ${String(notice.due)}` : '';
  if (asked === told.asked) return;
  if (told.asked) await closeQuestion(run, notice, questionName(notice, told.asked), tools);
  told.asked = asked;
  const { holder } = notice;
  if (!asked || !holder) return;
  await gently(run, `ask ${holder.id}`, tools, async () => {
    const place = await tools.messenger.reach(holder);
    const whom = scheduleChoices(tools.policy.onCall);
    const card: Drawn<Card> = (reader) => stillWorkingCard(notice, viewOf(tools, reader), whom);
    if (place) await tools.messenger.show(questionName(notice, asked), place, card);
  });
}

/** Each question is a message of its own: an old one, edited, would call nobody. */
function questionName({ id }: Notice, asked: string): string {
  return `${id}?${asked}`;
}

async function closeQuestion(run: Run, notice: Notice, name: string, tools: StoryTools) {
  await gently(run, `close ${name}`, tools, async () => {
    const shown = await tools.shownCards.get(name);
    if (!shown) return;
    const place = { conversationId: shown.conversationId, kind: 'personal' } as const;
    const card: Drawn<Card> = (reader) => answeredCard(notice, viewOf(tools, reader));
    await tools.messenger.show(name, place, card, { final: true });
  });
}

/** Each card follows; a resolved notice loses its buttons everywhere. */
async function showEverywhere(run: Run, notice: Notice, told: Told, tools: StoryTools) {
  // A package that was tried again in vain has another key, and may have another cause.
  const tries = notice.mishaps.map(({ key }) => key);
  const shown = [notice.version, ...tries, mendedOf(notice), notice.due].join(' ');
  if (shown === told.shown) return;
  told.shown = shown;
  for (const place of told.places)
    await gently(run, `show in ${place.conversationId}`, tools, () =>
      showNotice(notice, place, tools),
    );
}
