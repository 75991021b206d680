import { ActivityHandler } from '../chat/activity-handler';
import type { TeamsAdapter } from '../chat/adapter';
import { TeamsMessenger } from '../chat/messenger';
import { Replies } from '../chat/replies';
import { Responder } from '../chat/responder';
import { commands } from '../commands';
import { CommandDispatcher } from '../dispatch/dispatcher';
import { defined } from '../domain/defined';
import { StoredConversations } from '../storage/channels/conversations';
import { StoredPostedCards } from '../storage/channels/posted-cards';
import type { Infrastructure } from './infrastructure';
import type { Services } from './services';

/** Wires the Teams side: incoming activities, replies and cards. */
export function wireChat(
  infrastructure: Infrastructure,
  services: Services,
  adapter: TeamsAdapter,
) {
  const { clock, config, log, storage } = infrastructure;
  const { bot } = config;
  const conversations = new StoredConversations(storage.db);
  const shown = new StoredPostedCards(storage.db);
  const replies = new Replies();
  const rules = defined({ ...bot, dev: config.dev });
  const messenger = new TeamsMessenger({ adapter, rules, conversations, shown, clock, log });
  const dispatcher = new CommandDispatcher({
    services: { ...services, commands },
    accessOf: (person) => services.roleResolver.accessOf(person),
    journal: services.journal,
    timeZone: services.timeZone,
  });
  const responder = new Responder({ dispatcher, messenger, shown, replies });
  const activityHandler = new ActivityHandler({
    adapter,
    rules,
    conversations,
    workflows: services.workflows,
    messenger,
    accessOf: (person) => services.roleResolver.accessOf(person),
    answerOf: (id, ms) => replies.answerOf(id, ms),
    clock,
    log,
  });
  return { activityHandler, messenger, answer: responder.answer.bind(responder) };
}
