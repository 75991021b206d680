import { ActivityHandler } from '../chat/activity-handler';
import type { TeamsAdapter } from '../chat/adapter';
import { createOutgoing } from '../chat/create';
import { Replies } from '../chat/replies';
import { Responder } from '../chat/responder';
import { commands } from '../commands';
import { CommandDispatcher } from '../dispatch/dispatcher';
import { defined } from '../domain/defined';
import { StoredConversations } from '../storage/channels/conversations';
import type { Infrastructure } from './infrastructure';
import type { Services } from './services';

/** Wires the Teams side: incoming activities, replies and cards. */
export function wireChat(
  infrastructure: Infrastructure,
  services: Services,
  adapter: TeamsAdapter,
) {
  const { clock, config, log, metrics, storage } = infrastructure;
  const { bot } = config;
  const conversations = new StoredConversations(storage.db);
  const replies = new Replies();
  const rules = defined({ ...bot, dev: config.dev });
  const { deliverer, endOfPlace, messenger } = createOutgoing({
    ...services,
    ...{ adapter, rules, conversations },
    owner: config.executorId,
    onOutcome: (outcome) => metrics.messages.inc({ outcome }),
  });
  const dispatcher = new CommandDispatcher({
    services: { ...services, commands },
    accessOf: (person) => services.roleResolver.accessOf(person),
    journal: services.journal,
    timeZone: services.timeZone,
  });
  const responder = new Responder({
    dispatcher,
    messenger,
    shown: services.postedCards,
    replies,
  });
  const activityHandler = new ActivityHandler({
    adapter,
    rules,
    conversations,
    workflows: services.workflows,
    endOfPlace,
    messenger,
    accessOf: (person) => services.roleResolver.accessOf(person),
    answerOf: (id, ms) => replies.answerOf(id, ms),
    clock,
    log,
  });
  return { activityHandler, deliverer, messenger, answer: responder.answer.bind(responder) };
}
