import { TeamsAdapter } from '../../src/chat/adapter';
import { TeamsMessenger } from '../../src/chat/messenger';
import type { Card } from '../../src/domain/card';
import type { Conversation } from '../../src/domain/place';
import type { Log } from '../../src/ports';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { type Call, Connector } from '../support/teams-connector';
import { memoryConversations, memoryPostedCards } from './an-activity-handler';

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

/** A messenger that speaks to a pretend connector over HTTP. */
export async function aMessenger() {
  const connector = new Connector();
  const serviceUrl = await connector.listen();
  const memory = memoryConversations();
  const { cards, shown } = memoryPostedCards();
  const clock = testClock();
  const warned: string[] = [];
  const log: Log = { ...quietLog, warn: (_, sentence) => void warned.push(sentence) };
  const conversation: Conversation = {
    ...soc,
    serviceUrl,
    tenantId: 't-1',
    bot: { id: '28:bailiff', name: 'Bailiff' },
  };
  await memory.conversations.remember(conversation);
  const messenger = new TeamsMessenger({
    adapter: new TeamsAdapter({ appType: 'SingleTenant' }),
    rules: { allowedTenants: [], dev: true },
    conversations: memory.conversations,
    ...{ shown, clock, log },
  });
  const close = async () => {
    messenger.close();
    await connector.close();
  };
  const calls = (kind?: Call['kind']) =>
    connector.calls.filter((call) => !kind || call.kind === kind);
  return {
    ...{ calls, cards, clock, close, connector, conversation, messenger, warned },
    ...memory,
  };
}
