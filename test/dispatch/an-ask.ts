import { z } from 'zod';
import { type Command, defineCommand } from '../../src/commands/command';
import { CommandAudit } from '../../src/dispatch/command-audit';
import type { Access } from '../../src/dispatch/role-resolver';
import type { ClearAsk, DispatchContext } from '../../src/dispatch/stage';
import { unsafeMarkdown } from '../../src/domain/text';
import type { JournalEvent } from '../../src/ports';
import { mia, thread } from '../support/builders';
import { fakeServices, request } from '../support/services';
import { understand } from '../support/understand';

export const collectLike = (facts: Partial<Command> = {}): Command =>
  defineCommand({
    name: 'collect',
    summary: 'Collect.',
    usage: 'collect <machine>',
    examples: [],
    role: 'responder',
    impact: true,
    args: z.object({
      machines: z.array(z.string()),
      reason: z.string({ error: 'Say why.' }).optional(),
    }),
    run: async () => ({ text: unsafeMarkdown('done') }),
    ...facts,
  });

/** What somebody typed, as it reaches the first stage. */
export function askFor(
  typed: string,
  { role = 'responder', ...facts }: Partial<ClearAsk> = {},
): ClearAsk {
  const said = { kind: 'message', text: typed, mentions: [] } as const;
  const { args: _, ...asked } = request({}, { role });
  return {
    id: 't-1',
    turn: { id: 't-1', person: mia, place: thread, at: '2026-11-20T10:00:00Z', said },
    reading: understand({ text: typed, mentions: [], botId: 'bot' }),
    command: collectLike(),
    request: asked,
    role,
    ...facts,
  };
}

export function contextWith({
  journalFails = false,
  access = { role: 'lead' },
}: {
  journalFails?: boolean;
  access?: Access;
} = {}) {
  const journal: JournalEvent[] = [];
  const services = fakeServices();
  const write = async (event: JournalEvent) => {
    if (journalFails) throw new Error('disk full');
    return { sequence: journal.push(event), hash: '' };
  };
  const context: DispatchContext = {
    services,
    accessOf: async () => access,
    audit: new CommandAudit({ write }, services.log),
  };
  return { context, journal, services };
}
