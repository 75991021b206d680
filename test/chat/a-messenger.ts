import { TeamsAdapter } from '../../src/chat/adapter';
import { createOutgoing } from '../../src/chat/create';
import { systemClock } from '../../src/clock';
import type { Card, Message } from '../../src/domain/card';
import { minutes } from '../../src/domain/duration';
import type { Conversation, Place } from '../../src/domain/place';
import type { JournalEvent, Localized, Log, ShowOptions } from '../../src/ports';
import { StoredConversations } from '../../src/storage/channels/conversations';
import { StoredDigests } from '../../src/storage/channels/digests';
import { StoredOutbox } from '../../src/storage/channels/outbox';
import { StoredPostedCards } from '../../src/storage/channels/posted-cards';
import { StoredSubscriptions } from '../../src/storage/channels/subscriptions';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';
import { type Call, Connector, wordsOf } from '../support/teams-connector';

export const soc = { conversationId: '19:soc@thread.tacv2;messageid=1', kind: 'channel' } as const;
export const mia = { id: 'u-mia', name: 'Mia Chen' };

export const card = (line: string, more: unknown[] = []): Card => ({
  content: {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'TextBlock', text: line }, ...more],
  },
  summary: line,
});

// 20 s between two edits are 100 ms, the 10 minutes that a post is waited for are 3 s.
const timeScale = 200;

let database: Promise<TestDatabase> | undefined;
afterAll(async () => (await database)?.close());

/** The outgoing side on a real database, against a simulated connector over HTTP. */
export async function aMessenger() {
  database ??= testDatabase();
  const { db } = await database;
  for (const table of ['outbox', 'conversations', 'subscriptions', 'digests'] as const)
    await db.deleteFrom(table).execute();
  const connector = new Connector();
  const serviceUrl = await connector.listen();
  const clock = systemClock(timeScale);
  const warned: string[] = [];
  const log: Log = { ...quietLog, warn: (_, sentence) => void warned.push(sentence) };
  const journal: JournalEvent[] = [];
  const conversation: Conversation = {
    ...soc,
    serviceUrl,
    tenantId: 't-1',
    bot: { id: '28:bailiff', name: 'Bailiff' },
  };
  const conversations = new StoredConversations(db);
  const outbox = new StoredOutbox(db);
  const subscriptions = new StoredSubscriptions(db);
  await conversations.remember(conversation);
  const outgoing = (owner = 'replica-1') =>
    createOutgoing({
      adapter: new TeamsAdapter({ appType: 'SingleTenant' }),
      rules: { allowedTenants: [], dev: true },
      ...{ conversations, subscriptions, outbox, clock, log },
      digests: new StoredDigests(db),
      journal: {
        write: async (event) => ({ sequence: journal.push(event), hash: 'a'.repeat(64) }),
      },
      owner,
    });
  const { deliverer, endOfPlace, messenger } = outgoing();
  await deliverer.start();
  /** Queues a message and waits for its outcome. */
  const say = async (place: Place, message: Message | Localized<Message>) => {
    const key = await messenger.post(place, message);
    return (await messenger.delivered([key], minutes(60))).get(key);
  };
  const show = async (
    key: string,
    place: Place,
    shown: Card | Localized<Card>,
    options?: ShowOptions,
  ) => {
    await messenger.show(key, place, shown, options);
    return (await messenger.delivered([key], minutes(60))).get(key);
  };
  /** Posts directly, without the outbox. */
  const postAsIs = async ({ conversationId }: Place, text: string) =>
    fetch(`${serviceUrl}v3/conversations/${encodeURIComponent(conversationId)}/activities`, {
      method: 'POST',
      body: JSON.stringify({ type: 'message', text }),
    });
  const calls = (kind?: Call['kind']) =>
    connector.calls.filter((call) => !kind || call.kind === kind);
  const stands = () => connector.posted.map(({ sent }) => wordsOf(sent));
  const close = async () => {
    await deliverer.stop();
    await connector.close();
  };
  const cards = new StoredPostedCards(db);
  return {
    ...{ calls, cards, clock, close, connector, conversation, conversations, db, deliverer },
    ...{ endOfPlace, journal, messenger, outbox, outgoing, say, show, stands, subscriptions },
    ...{ postAsIs, warned },
  };
}
