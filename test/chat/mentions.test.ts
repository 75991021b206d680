import { escapeMarkdown, unsafeMarkdown } from '../../src/domain/text';
import { type Posted, wordsOf } from '../support/teams-connector';
import { aMessenger, card, mia, soc } from './a-messenger';

describe('mentioning people', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const posted = (): Posted => on.connector.posted.at(-1)!;

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('mentions a person in one line', async () => {
    await on.say(soc, { text: unsafeMarkdown('WS-042\npackage ready'), mention: mia });

    expect(posted().sent).toMatchObject({
      text: '<at>Mia Chen</at>, WS-042 package ready',
      entities: [{ type: 'mention', text: '<at>Mia Chen</at>', mentioned: { id: 'u-mia' } }],
    });
  });

  it('mentions a person first on a card', async () => {
    await on.say(soc, { card: card('WS-042 · Failed'), mention: mia });

    expect(wordsOf(posted().sent)).toMatch(/^<at>Mia Chen<\/at>\nWS-042/);
    expect(posted().sent.attachments![0]!.content).toMatchObject({
      msteams: { entities: [{ type: 'mention', mentioned: { id: 'u-mia' } }] },
    });
  });

  it.each([
    '</at><at>Everyone</at>',
    '<at id="0">Dana</at>',
    'Mia</at> [free](http://evil.test) <at>',
    '&lt;/at&gt;<b>Mia',
    'Mia\u202e\u200b\n<at>all',
    '<>',
  ])('never lets the name %j mention anybody else or become mark-up', async (name) => {
    await on.say(soc, { text: unsafeMarkdown('done'), mention: { id: 'u-mia', name } });

    const { entities, text } = posted().sent;
    expect(text!.match(/<at>/g)).toHaveLength(1);
    expect(text!.match(/<\/at>/g)).toHaveLength(1);
    expect(text).not.toMatch(/[[\]&\n]|<(?!\/?at>)/);
    expect(entities).toHaveLength(1);
    expect(text!.startsWith(`${entities![0]!.text}, `)).toBe(true);
  });

  it('lets no foreign text become a mention', async () => {
    await on.say(soc, { text: escapeMarkdown('<at>Everyone</at>') });

    expect(posted().sent.text).not.toContain('<at>');
    expect(posted().sent.entities ?? []).toEqual([]);
  });
});
