import { md } from '../../src/domain/text';
import { addLanguage, Catalogue, englishCatalogue } from '../../src/language/catalogue';
import type { Audience } from '../../src/ports';
import { german } from '../support/german';
import { wordsOf } from '../support/teams-connector';
import { aMessenger, card, soc } from './a-messenger';

describe('what a story says', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const posted = () => on.connector.posted.at(-1)!;
  const miasChat = { conversationId: 'a:mia', kind: 'personal' } as const;
  const said = ({ timeZone }: Audience) => md`${'WS-042'} package ready (${timeZone ?? 'UTC'})`;

  beforeEach(async () => {
    on = await aMessenger();
    addLanguage(
      new Catalogue(
        'de',
        { ...german, '{0} package ready ({1})': 'Paket {0} ({1})' },
        englishCatalogue(),
      ),
    );
    await on.conversations.remember({ ...on.conversation, locale: 'en-US' });
    await on.conversations.remember({
      ...on.conversation,
      ...miasChat,
      locale: 'de-DE',
      timeZone: 'Asia/Tokyo',
    });
  });

  afterEach(() => on.close());

  it('is drawn in the language and the zone of who reads it', async () => {
    for (const place of [soc, miasChat]) await on.say(place, (reader) => ({ text: said(reader) }));

    expect(on.connector.posted.map(({ sent }) => sent.text)).toEqual([
      'WS-042 package ready (UTC)',
      'Paket WS-042 (Asia/Tokyo)',
    ]);
  });

  it('is so on a living card, too', async () => {
    await on.show('C-7F3K2', miasChat, (reader) => card(said(reader)));

    expect(wordsOf(posted().sent)).toContain('Paket WS-042');
  });

  it('is shortened with a line in that language, where the card is too large', async () => {
    const lines = Array.from({ length: 40 }, () => ({
      type: 'TextBlock',
      text: 'x'.repeat(900),
    }));

    await on.say(miasChat, () => ({ card: card('WS-042', lines) }));

    expect(wordsOf(posted().sent)).toMatch(/Gezeigt: \d+ von 41 Teilen/);
  });
});
