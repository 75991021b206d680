import { Replies } from '../../src/chat/replies';
import { Responder } from '../../src/chat/responder';
import type { Card, Message, Reply } from '../../src/domain/card';
import type { Place } from '../../src/domain/place';
import { md, unsafeMarkdown } from '../../src/domain/text';
import type { Messenger, Turn } from '../../src/ports';
import { mia, thread } from '../support/builders';
import { eventually, maxWaitMs } from '../support/eventually';
import { speakGerman } from '../support/german';
import { memoryPostedCards } from './an-activity-handler';

const card: Card = { content: { type: 'AdaptiveCard', body: [] }, summary: 'WS-042 is collecting' };

function responderThatSays(
  answer: Reply | (() => Reply),
  alone?: Place,
  recorded = Promise.resolve(),
) {
  const posted: Message[] = [];
  const whispered: Message[] = [];
  const showed: string[] = [];
  const { cards, shown } = memoryPostedCards();
  const replies = new Replies();
  const messenger: Messenger = {
    post: async (place, message) =>
      String((place === alone ? whispered : posted).push(message as Message)),
    show: async (name) => void showed.push(name),
    delivered: async () => new Map(),
    reach: async () => alone,
  };
  const responder = new Responder({
    dispatcher: {
      dispatch: async () => (typeof answer === 'function' ? answer() : answer),
      settled: () => recorded,
    },
    ...{ messenger, shown, replies },
  });
  const hears = (said: Turn['said'], locale?: string) =>
    responder.answer({
      id: 't-1',
      person: mia,
      place: thread,
      at: '2026-11-20T10:00:00Z',
      ...(locale && { locale }),
      said,
    });
  const types = (locale?: string) =>
    hears({ kind: 'message', text: 'status', mentions: [] }, locale);
  const presses = () =>
    hears({ kind: 'press', verb: 'status', words: [], inputs: {}, messageId: 'm-1' });
  return { cards, posted, presses, replies, showed, types, whispered };
}

describe('giving the answer', () => {
  it('posts a text where it was asked', async () => {
    const { posted, types } = responderThatSays({ text: unsafeMarkdown('hello') });

    await types();

    expect(posted).toEqual([{ text: 'hello' }]);
  });

  it('does not wait for the journal to say how it ended, but is not over before', async () => {
    const journal = Promise.withResolvers<void>();
    const { posted, types } = responderThatSays(
      { text: unsafeMarkdown('hello') },
      undefined,
      journal.promise,
    );
    let isOver = false;

    const turn = types().then(() => {
      isOver = true;
    });
    await eventually(() => posted.length > 0);
    const before = { said: posted.length, isOver };
    journal.resolve();
    await turn;

    expect(before).toEqual({ said: 1, isOver: false });
    expect(isOver).toBe(true);
  });

  it('shows a card that is to be kept up to date under its name', async () => {
    const { posted, showed, types } = responderThatSays({ card, cardKey: 'C-7F3K2' });

    await types();

    expect([showed, posted]).toEqual([['C-7F3K2'], []]);
  });

  it('says a word about a card that stood there already: an edit calls nobody', async () => {
    const said = unsafeMarkdown('WS-042: trying again.');
    const { posted, showed, types } = responderThatSays({ card, cardKey: 'C-7F3K2', said });

    await types();

    expect([showed, posted]).toEqual([['C-7F3K2'], [{ text: said }]]);
  });

  it('gives each of several answers', async () => {
    const all: Reply[] = [{ text: unsafeMarkdown('one') }, { card }, { none: true }];
    const { posted, types } = responderThatSays({ all });

    await types();

    expect(posted).toMatchObject([{ text: 'one' }, { card }]);
  });

  it('tells who pressed on the card, and nobody else', async () => {
    const { posted, presses, replies } = responderThatSays({
      text: unsafeMarkdown('Nothing changed.'),
    });
    const waited = replies.answerOf('t-1', maxWaitMs);

    await presses();

    expect(await waited).toEqual({ text: 'Nothing changed.' });
    expect(posted).toEqual([]);
  });

  const secret: Reply = {
    private: { text: unsafeMarkdown('the link') },
    public: unsafeMarkdown('Sent to you 1:1.'),
  };

  it('says 1:1 what is for one person alone, and only that it did so where it was asked', async () => {
    const miasChat: Place = { conversationId: 'a:mia', kind: 'personal' };
    const { posted, types, whispered } = responderThatSays(secret, miasChat);

    await types();

    expect(whispered).toEqual([{ text: 'the link' }]);
    expect(posted).toEqual([{ text: 'Sent to you 1:1.' }]);
  });

  it('tells nobody what is for one person alone when that person can not be reached', async () => {
    const { posted, types } = responderThatSays(secret);

    await types();

    expect(posted).toEqual([{ text: expect.stringContaining('I can’t message you yet') }]);
    expect(JSON.stringify(posted)).not.toContain('the link');
  });

  it.each`
    locale       | says
    ${'de-AT'}   | ${'Bei Ihnen läuft nichts. Was war: jobs'}
    ${'en-US'}   | ${'You have nothing running. Earlier jobs: jobs'}
    ${undefined} | ${'You have nothing running. Earlier jobs: jobs'}
  `('says it in the language of the place: $locale', async ({ locale, says }) => {
    speakGerman();
    const { posted, types } = responderThatSays(() => ({
      text: md`You have nothing running. Earlier jobs: jobs`,
    }));

    await types(locale);

    expect(posted).toEqual([{ text: says }]);
  });

  it('adds nothing of its own in another language', async () => {
    speakGerman();
    const { posted, types } = responderThatSays(secret);

    await types('de-DE');

    expect(posted).toEqual([{ text: expect.stringContaining('Das ist nur für Sie') }]);
  });

  it('posts what came too late for the card', async () => {
    const { posted, presses } = responderThatSays({ text: unsafeMarkdown('Cancelled.') });

    await presses();

    expect(posted).toEqual([{ text: 'Cancelled.' }]);
  });

  it('gives the living card back to who pressed a button on it', async () => {
    const { cards, presses, replies, showed } = responderThatSays({ card, cardKey: 'C-7F3K2' });
    cards.set('C-7F3K2', {
      name: 'C-7F3K2',
      conversationId: 'c',
      messageId: 'm-1',
      final: false,
      shownAt: new Date(),
    });
    const waited = replies.answerOf('t-1', maxWaitMs);

    await presses();

    expect(await waited).toEqual({ card, cardKey: 'C-7F3K2' });
    expect(showed).toEqual(['C-7F3K2']);
  });

  it('never hides the pressed card behind another one: that is posted', async () => {
    const { posted, presses, replies } = responderThatSays({ card });
    const waited = replies.answerOf('t-1', maxWaitMs);

    await presses();

    expect(await waited).toEqual({ text: 'WS-042 is collecting' });
    expect(posted).toEqual([{ card }]);
  });
});
