import type { TeamsAdapter } from '../chat/adapter';
import { Corridor } from '../dispatch/dispatcher';
import { Inbox } from '../chat/activity-handler';
import { TeamsMessenger } from '../chat/messenger';
import { Reception } from '../chat/responder';
import { Replies } from '../chat/replies';
import { commands } from '../commands';
import { StoredConversations } from '../storage/channels/conversations';
import { StoredShownCards } from '../storage/channels/posted-cards';
import type { Shared } from './services';
import type { Ground } from './infrastructure';

/** Teams' side: what comes in, what is answered, what is shown. */
export function openChat(ground: Ground, shared: Shared, adapter: TeamsAdapter) {
  const { clock, config, log, storage } = ground;
  const { bot } = config;
  const conversations = new StoredConversations(storage.db);
  const shown = new StoredShownCards(storage.db);
  const replies = new Replies();
  const rules = { ...bot, dev: config.dev };
  const messenger = new TeamsMessenger({ adapter, rules, conversations, shown, clock, log });
  const corridor = new Corridor({
    tools: { ...shared, commands },
    standingOf: (person) => shared.roleBook.standingOf(person),
    journal: shared.journal,
    timeZone: shared.timeZone,
  });
  const reception = new Reception({ corridor, messenger, shown, replies });
  const inbox = new Inbox({
    adapter,
    rules,
    conversations,
    workflows: shared.workflows,
    messenger,
    standingOf: (person) => shared.roleBook.standingOf(person),
    answerOf: (id, ms) => replies.answerOf(id, ms),
    clock,
    log,
  });
  return { inbox, messenger, answer: reception.answer.bind(reception) };
}
