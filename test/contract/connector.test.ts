import { personalPlace } from '../../src/domain/place';
import { unsafeMarkdown } from '../../src/domain/text';
import { aMessenger, card, mia, soc } from '../chat/a-messenger';
import type { Sent } from '../support/teams-connector';
import { typeFaults } from './type-check';
import { wireFaults } from './wire';

/**
 * What we say ourselves: the library adds the conversation's reference, which the Connector knows anyway.
 * Nor has the type the `summary` that the Connector's own client knows, Teams' notification.
 * A mentioned person has a role only in what comes in, as Teams' page shows:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations (read 2026-11-30)
 */
function ours({ attachments, entities, text, textFormat, type }: Sent): object {
  const mentions = entities?.map((one) => ({
    ...one,
    mentioned: { role: 'user', ...one.mentioned },
  }));
  return JSON.parse(JSON.stringify({ attachments, entities: mentions, text, textFormat, type }));
}

describe('the calls to the Connector', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('send what its own client would write, of the types that Teams’ library publishes', async () => {
    await on.say(soc, { text: unsafeMarkdown('ready'), mention: mia });
    await on.say(soc, { card: card('ready'), mention: mia });
    await on.show('a card', soc, card('one'));
    await on.show('a card', soc, card('two'), { final: true });
    await on.say(personalPlace(mia.id), { text: unsafeMarkdown('to you') });

    const { created, posted } = on.connector;
    const bodies = posted.flatMap(({ before, sent }) => [...before, sent]);
    expect(bodies.length).toBeGreaterThanOrEqual(5);
    expect(created).toHaveLength(1);
    expect(bodies.flatMap((body) => wireFaults('Activity', body))).toEqual([]);
    expect(wireFaults('ConversationParameters', created[0]!.parameters)).toEqual([]);

    const claims = bodies.map(ours).map((value, at) => ({
      name: `body ${at}`,
      type: 'ActivityParams',
      value,
    }));
    expect(
      typeFaults("import type { ActivityParams } from '@microsoft/teams.api';", claims),
    ).toEqual([]);
  });

  it('go to the documented addresses with the documented methods', async () => {
    await on.show('a card', soc, card('one'));
    await on.show('a card', soc, card('two'), { final: true });

    // Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (read 2026-11-30)
    const thread = encodeURIComponent(soc.conversationId);
    expect(
      on
        .calls()
        .map(
          ({ method, path }) =>
            `${method} ${path.replace(/[^/]+$/, (id) => (id === 'activities' ? id : '{id}'))}`,
        ),
    ).toEqual([
      `POST /v3/conversations/${thread}/activities`,
      `PUT /v3/conversations/${thread}/activities/{id}`,
    ]);
  });

  it('would be told from a body that the client does not know', () => {
    expect(wireFaults('Activity', { type: 'message', texts: 'x' })).toEqual(['texts is not known']);
    expect(wireFaults('Activity', { type: 'message', text: 7 })).toEqual(['text is no String']);
    expect(wireFaults('Activity', { attachments: {} })).toEqual(['attachments is no list']);
  });
});
