import { z } from 'zod';
import { inWords } from '../../src/chat/invoke';
import { type Command, defineCommand } from '../../src/commands/command';
import { CommandDispatcher } from '../../src/dispatch/dispatcher';
import type { Reply } from '../../src/domain/card';
import type { Role } from '../../src/domain/person';
import { unsafeMarkdown } from '../../src/domain/text';
import type { JournalEvent, Turn } from '../../src/ports';
import { mia, thread } from '../support/builders';
import { buttonsOf, cardText, readable } from '../support/card-text';
import { fakeServices } from '../support/services';

/** A dispatcher with fake commands that record their requests. */
export function dispatcherWith({
  role = 'responder',
  groupsUnavailable = false,
  fails,
  journalFails = false,
}: {
  role?: Role;
  groupsUnavailable?: boolean;
  fails?: Error | undefined;
  journalFails?: boolean;
} = {}) {
  const ran: { name: string; args: unknown; via: string; requestId: string }[] = [];
  const journal: JournalEvent[] = [];
  const logged: object[] = [];
  const pretend = (name: string, needs: Role, impact: boolean): Command =>
    defineCommand({
      name,
      summary: name,
      usage: `${name} <machine>`,
      examples: [],
      role: needs,
      impact,
      args: z.object({
        machines: z.array(z.string()),
        job: z.string().optional(),
        reason: z.string({ error: 'Say why: end with “because …”.' }).optional(),
        window: z.object({ label: z.string(), from: z.date(), to: z.date() }).optional(),
      }),
      async run({ args, requestId, via }) {
        ran.push({ name, args, requestId, via });
        if (fails) throw fails;
        return { text: unsafeMarkdown(`${name} done`) };
      },
    });
  const commands = [
    pretend('collect', 'responder', true),
    pretend('cancel', 'responder', true),
    pretend('status', 'analyst', false),
    pretend('ips', 'analyst', false),
    pretend('help', 'analyst', false),
    pretend('whoami', 'nobody', false),
  ];
  const log = { ...fakeServices().log, error: (data: object) => void logged.push(data) };
  const dispatcher = new CommandDispatcher({
    services: { ...fakeServices(), commands, log },
    accessOf: async () => ({ role, groupsUnavailable }),
    timeZone: 'Europe/Berlin',
    journal: {
      async write(event) {
        if (journalFails) throw new Error('disk full');
        const sequence = journal.push(event);
        return { sequence, hash: '' };
      },
    },
  });
  const hears = async (said: Turn['said']) => {
    const turn = { id: 't-1', person: mia, place: thread, at: '2026-11-20T10:00:00Z', said };
    return seen(await dispatcher.dispatch(turn));
  };
  return {
    ...{ ran, journal, logged },
    hears,
    types: (typed: string) => hears({ kind: 'message', text: typed, mentions: [] }),
    presses: (verb: string, words: string[], inputs = {}) =>
      hears({ kind: 'press', verb, words, inputs }),
  };
}

/** A reply as the person reads it, and what its buttons type. */
function seen(answer: Reply) {
  const words = 'card' in answer ? cardText(answer.card.content) : readable(inWords(answer));
  const buttons = 'card' in answer ? buttonsOf(answer.card.content) : [];
  const pressable = buttons.map(({ verb, data }) => ({
    verb: String(verb),
    words: (data as { words: string[] }).words,
  }));
  return {
    words,
    pressable,
    buttons: buttons.map(({ verb, data }) =>
      [verb, ...(data as { words: string[] }).words].join(' '),
    ),
  };
}
