import { Reception } from '../../src/chat/reception';
import { Replies } from '../../src/chat/replies';
import type { Answer, Card, Message } from '../../src/domain/card';
import type { Place } from '../../src/domain/place';
import { text, trusted } from '../../src/domain/text';
import type { Messenger, Turn } from '../../src/ports';
import { mia, thread } from '../support/builders';
import { eventually, patience } from '../support/eventually';
import { speakGerman } from '../support/german';
import { memoryShown } from './front-door';

const card: Card = { content: { type: 'AdaptiveCard', body: [] }, summary: 'WS-042 is collecting' };

function receptionThatSays(
  answer: Answer | (() => Answer),
  alone?: Place,
  recorded = Promise.resolve(),
) {
  const posted: Message[] = [];
  const whispered: Message[] = [];
  const showed: string[] = [];
  const { cards, shown } = memoryShown();
  const replies = new Replies();
  const messenger: Messenger = {
    post: async (place, message) =>
      String((place === alone ? whispered : posted).push(message as Message)),
    show: async (name) => void showed.push(name),
    reach: async () => alone,
  };
  const reception = new Reception({
    corridor: {
      dispatch: async () => (typeof answer === 'function' ? answer() : answer),
      settled: () => recorded,
    },
    ...{ messenger, shown, replies },
  });
  const hears = (said: Turn['said'], locale?: string) =>
    reception.answer({
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
    const { posted, types } = receptionThatSays({ text: trusted('hello') });

    await types();

    expect(posted).toEqual([{ text: 'hello' }]);
  });

  it('does not wait for the journal to say how it ended, but is not over before', async () => {
    const journal = Promise.withResolvers<void>();
    const { posted, types } = receptionThatSays(
      { text: trusted('hello') },
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
    const { posted, showed, types } = receptionThatSays({ card, keep: 'C-7F3K2' });

    await types();

    expect([showed, posted]).toEqual([['C-7F3K2'], []]);
  });

  it('says a word about a card that stood there already: an edit calls nobody', async () => {
    const said = trusted('WS-042: trying again.');
    const { posted, showed, types } = receptionThatSays({ card, keep: 'C-7F3K2', said });

    await types();

    expect([showed, posted]).toEqual([['C-7F3K2'], [{ text: said }]]);
  });

  it('gives each of several answers', async () => {
    const all: Answer[] = [{ text: trusted('one') }, { card }, { nothing: true }];
    const { posted, types } = receptionThatSays({ all });

    await types();

    expect(posted).toMatchObject([{ text: 'one' }, { card }]);
  });

  it('tells who pressed on the card, and nobody else', async () => {
    const { posted, presses, replies } = receptionThatSays({ text: trusted('Nothing changed.') });
    const waited = replies.answerOf('t-1', patience);

    await presses();

    expect(await waited).toEqual({ text: 'Nothing changed.' });
    expect(posted).toEqual([]);
  });

  const secret: Answer = {
    privately: { text: trusted('the link') },
    aloud: trusted('Sent to you 1:1.'),
  };

  it('says 1:1 what is for one person alone, and only that it did so where it was asked', async () => {
    const miasChat: Place = { conversationId: 'a:mia', kind: 'personal' };
    const { posted, types, whispered } = receptionThatSays(secret, miasChat);

    await types();

    expect(whispered).toEqual([{ text: 'the link' }]);
    expect(posted).toEqual([{ text: 'Sent to you 1:1.' }]);
  });

  it('tells nobody what is for one person alone when that person can not be reached', async () => {
    const { posted, types } = receptionThatSays(secret);

    await types();

    expect(posted).toEqual([{ text: expect.stringContaining('I can’t write to you') }]);
    expect(JSON.stringify(posted)).not.toContain('the link');
  });

  it.each`
    locale       | says
    ${'de-AT'}   | ${'Bei Ihnen läuft nichts. Was war: jobs'}
    ${'en-US'}   | ${'Nothing of yours is running. See what was: jobs'}
    ${undefined} | ${'Nothing of yours is running. See what was: jobs'}
  `('says it in the language of the place: $locale', async ({ locale, says }) => {
    speakGerman();
    const { posted, types } = receptionThatSays(() => ({
      text: text`Nothing of yours is running. See what was: jobs`,
    }));

    await types(locale);

    expect(posted).toEqual([{ text: says }]);
  });

  it('adds nothing of its own in another language', async () => {
    speakGerman();
    const { posted, types } = receptionThatSays(secret);

    await types('de-DE');

    expect(posted).toEqual([{ text: expect.stringContaining('Das ist nur für Sie') }]);
  });

  it('posts what came too late for the card', async () => {
    const { posted, presses } = receptionThatSays({ text: trusted('Cancelled.') });

    await presses();

    expect(posted).toEqual([{ text: 'Cancelled.' }]);
  });

  it('gives the living card back to who pressed a button on it', async () => {
    const { cards, presses, replies, showed } = receptionThatSays({ card, keep: 'C-7F3K2' });
    cards.set('C-7F3K2', {
      name: 'C-7F3K2',
      conversationId: 'c',
      messageId: 'm-1',
      hash: '',
      final: false,
      shownAt: new Date(),
    });
    const waited = replies.answerOf('t-1', patience);

    await presses();

    expect(await waited).toEqual({ card, keep: 'C-7F3K2' });
    expect(showed).toEqual(['C-7F3K2']);
  });

  it('never hides the pressed card behind another one: that is posted', async () => {
    const { posted, presses, replies } = receptionThatSays({ card });
    const waited = replies.answerOf('t-1', patience);

    await presses();

    expect(await waited).toEqual({ text: 'WS-042 is collecting' });
    expect(posted).toEqual([{ card }]);
  });
});
