import { z } from 'zod';
import { lexicon } from '../commands';
import type { Command, CommandServices } from '../commands/command';
import { severities } from '../domain/alert';
import { defined } from '../domain/defined';
import { hours } from '../domain/duration';
import { channelOf } from '../domain/place';
import type { Reading } from '../grammar/reading';
import { understand } from '../grammar/understand';
import type { JournalRow, Turn } from '../ports';
import { lineOf } from './pressed-line';
import { wordsOf } from './spoken';
import { botMention } from './turn-content';

/** What the journal has of a command that was asked for. */
const asked = z.object({
  resources: z.array(z.object({ type: z.string(), uid: z.string() })),
  unmapped: z.object({
    command: z.string(),
    machines: z.array(z.string()).default([]),
    addresses: z.array(z.string()).default([]),
    flags: z.array(z.string()).default([]),
    reason: z.string().optional(),
    severity: z.array(z.enum(severities)).optional(),
    tag: z.string().optional(),
    ticket: z.string().optional(),
    window: z.string().optional(),
  }),
});

/** The words behind a verb, as they can be said again. */
type Said = Parameters<typeof wordsOf>[0];

const horizon = hours(24);

/**
 * Reads "and WS-043" as this person's last command here, for what is named now. It counts as
 * guessed, so nothing with impact runs without a click. Where there is no such command, the reading
 * only says what is named.
 */
export async function repeated(
  reading: Reading,
  turn: Turn,
  { clock, commands, records }: Pick<CommandServices, 'clock' | 'commands' | 'records'>,
): Promise<Reading> {
  const since = new Date(clock.now().getTime() - horizon);
  const rows = await records.about([turn.person.id], since);
  const { likelyIncident } = reading;
  for (const row of rows.toReversed()) {
    const last = lastSaid(row, turn);
    const command = last && commands.find(({ name }) => name === last.verb);
    if (!command) continue;
    // "same for 4712" names an incident where the last command was about one.
    const now =
      likelyIncident && last.said.incident ? withIncident(reading, likelyIncident) : reading;
    if (!takes(command, now)) continue;
    const words = wordsOf(isNaming(now) ? merged(last.said, now) : last.said);
    const line = {
      text: lineOf({ kind: 'press', verb: command.name, words, inputs: {} }),
      mentions: [],
      botId: botMention,
    };
    const read = understand(line, lexicon);
    return { ...read, guessed: { typed: typed(turn), as: command.name } };
  }
  return { ...reading, command: isNaming(reading) || likelyIncident ? 'ask' : 'unknown' };
}

function withIncident({ likelyIncident: _, ...reading }: Reading, incident: string): Reading {
  return { ...reading, incident };
}

/** A command of this person in this chat or channel; nothing for any other entry. */
function lastSaid({ operation, record }: JournalRow, { person, place }: Turn) {
  if (operation !== 'command.asked' || !record.includes(`"uid":${JSON.stringify(person.id)}`))
    return undefined;
  const read = asked.safeParse(JSON.parse(record));
  if (!read.success) return undefined;
  const { resources, unmapped } = read.data;
  const named = (type: string) => resources.find((one) => one.type === type)?.uid;
  if (channelOf(named('conversation') ?? '') !== channelOf(place.conversationId)) return undefined;
  const { addresses, command: verb, flags, machines, window, ...others } = unmapped;
  const [alert, incident, job] = [named('alert'), named('incident'), named('job')];
  const said: Said = {
    ...defined({ ...others, alert, incident, job }),
    ...{ machines, byIp: addresses, words: [] },
    // What was confirmed was another list.
    flags: flags.filter((flag) => flag !== 'confirmed'),
    ...(window && { window: { text: window } }),
  };
  return { verb, said };
}

function isNaming({ alert, byIp, incident, job, machines, tag }: Reading): boolean {
  return machines.length + byIp.length > 0 || Boolean(alert || incident || job || tag);
}

/** Whether a command takes its objects from the fields that are named now. */
function takes({ args, words }: Command, { alert, byIp, incident, job, machines, tag }: Reading) {
  if (words === 'own' || words === 'note' || words === 'people') return false;
  const shape = args instanceof z.ZodObject ? args.shape : {};
  const named = { alert, incident, job, tag, machines: machines[0], byIp: byIp[0] };
  return Object.entries(named).every(([name, value]) => !value || name in shape);
}

/** Machines are named anew in the same incident; another incident has machines and a time of its own. */
function merged(last: Said, now: Reading): Said {
  const { alert, byIp, incident, job, machines, reason, tag, ticket } = now;
  const isOfMachines = machines.length + byIp.length > 0;
  return defined({
    ...{ machines, byIp, alert, job, tag, flags: now.flags, words: [] },
    incident: incident ?? (isOfMachines ? last.incident : undefined),
    ticket: ticket ?? last.ticket,
    reason: reason ?? last.reason,
    severity: last.severity,
  });
}

function typed({ said }: Turn): string {
  if (said.kind !== 'message') return '';
  const line = said.text.replace(/<at[^<]*<\/at>/gi, '').trim();
  return line.split(/\s/)[0]!.slice(0, 20);
}
