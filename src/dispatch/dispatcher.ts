import { welcomeCard } from '../cards/welcome';
import { lexicon } from '../commands';
import type { Command, CommandRequest, CommandServices } from '../commands/command';
import { onCallHealth } from '../commands/on-call/on-call-health';
import type { Reply } from '../domain/card';
import { isInfrastructureError } from '../domain/infrastructure-error';
import type { Person } from '../domain/person';
import { isTemporary } from '../domain/refusal';
import { md } from '../domain/text';
import { partsOf, type Reading } from '../grammar/reading';
import { understand } from '../grammar/understand';
import type { Journal, PendingAttempt, Turn } from '../ports';
import { audit } from './audit';
import { authorize, notHere } from './authorize';
import { answerNoCommand, clarify } from './clarify';
import { CommandAudit } from './command-audit';
import { explain } from './explain-error';
import { parseArguments } from './parse-arguments';
import { lineOf } from './pressed-line';
import { renderContextFor } from './render-context';
import { repeated } from './repeat';
import type { Access } from './role-resolver';
import { run } from './run';
import { type Ask, type DispatchContext, inOrder } from './stage';
import { botMention, versionOf } from './turn-content';

export interface DispatcherDependencies {
  readonly services: CommandServices;
  /** Called for each request: a right that was taken away is gone, also for buttons drawn before. */
  readonly accessOf: (person: Person) => Promise<Access>;
  readonly journal: Journal;
  /** IANA name, for people whose client sends none. */
  readonly timeZone: string;
}

/** A turn of somebody whose rights are known. */
type Asker = Pick<Ask, 'id' | 'turn' | 'kept'> & Access;
type Press = Extract<Turn['said'], { kind: 'press' }>;

const maxCommands = 5;

/** The stages of every command, typed or pressed. */
const stages = inOrder(authorize, clarify, parseArguments, audit, run);

/** Answers everything a person types or presses. */
export class CommandDispatcher {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #context: DispatchContext;

  constructor(private readonly parts: DispatcherDependencies) {
    const { accessOf, journal, services } = parts;
    this.#commands = new Map(services.commands.map((command) => [command.name, command]));
    this.#context = { accessOf, services, audit: new CommandAudit(journal, services.log) };
  }

  /**
   * Returns the reply to a turn; an error becomes a reply too.
   * @param kept retries only this request of the turn
   * @throws {DefenderRefusedError|DefenderUnreachableError} Defender is still away from a pending request
   */
  dispatch(turn: Turn, kept?: PendingAttempt): Promise<Reply> {
    return this.#explained(turn.id, () => this.#dispatch(turn, kept), kept);
  }

  /** Resolves when the journal holds how the turn's commands ended. A turn is not over before. */
  settled(turnId: string): Promise<void> {
    return this.#context.audit.settled(turnId);
  }

  #explained(id: string, work: () => Promise<Reply>, kept?: PendingAttempt): Promise<Reply> {
    return work().catch((error: unknown) => {
      // The turn is retried: a database that is away is no answer.
      if (isInfrastructureError(error)) throw error;
      if (kept && isTemporary(error)) throw error;
      return explain(error, this.parts.services.log, id);
    });
  }

  async #dispatch(turn: Turn, kept?: PendingAttempt): Promise<Reply> {
    const { id, person, said } = turn;
    if (said.kind === 'added') return this.#welcome(turn);
    const asker = { ...(await this.parts.accessOf(person)), id, turn, kept };
    if (said.kind === 'edited') return { text: edited(asker) };
    if (said.kind === 'press') return this.#press(said, asker);
    const reading = understand({ ...said, botId: botMention }, lexicon);
    if (reading.command !== 'multi') return this.#ask(asker, reading);
    return this.#several(asker, partsOf(reading));
  }

  async #welcome({ person, place }: Turn): Promise<Reply> {
    const { services } = this.parts;
    const parts = [...(await services.health.parts()), await onCallHealth(services)];
    const { isShared, kind } = place;
    const { role } = await this.parts.accessOf(person);
    const added = { kind, isShared, addedBy: person.name, parts };
    return {
      card: welcomeCard(kind === 'personal' ? { ...added, reader: { person, role } } : added),
    };
  }

  /** A button types one command, and its verb is taken by the letter. */
  async #press(press: Press, asker: Asker): Promise<Reply> {
    const line = { text: lineOf(press), mentions: [], botId: botMention };
    const reading = understand(line, lexicon);
    const isMeant = reading.command === press.verb && !reading.guessed;
    if (isMeant && this.#commands.has(press.verb)) return this.#ask(asker, reading);
    return asker.role === 'nobody' ? { text: notHere(asker) } : answerNoCommand(press.verb);
  }

  /** Runs commands in the order they were written; one that fails does not stop the next. */
  async #several(asker: Asker, readings: readonly Reading[]): Promise<Reply> {
    if (readings.length > maxCommands)
      return {
        text: md`That’s ${readings.length} commands; the limit is ${maxCommands} at once. Nothing was done.`,
      };
    const all: Reply[] = [];
    for (const [n, reading] of readings.entries()) {
      const one = { ...asker, id: `${asker.id}/${n + 1}` };
      if (one.kept && one.kept.requestId !== one.id) continue;
      all.push(await this.#explained(one.id, () => this.#ask(one, reading), one.kept));
    }
    return { all };
  }

  async #ask(asker: Asker, said: Reading): Promise<Reply> {
    const isRepeat = said.command === 'same' && asker.role !== 'nobody';
    const reading = isRepeat ? await repeated(said, asker.turn, this.parts.services) : said;
    const command = this.#commands.get(reading.command);
    return stages({ ...asker, reading, command, request: this.#requestOf(asker) }, this.#context);
  }

  #requestOf({ id, kept, role, turn }: Asker): Omit<CommandRequest, 'args'> {
    const timeZone = turn.timeZone ?? this.parts.timeZone;
    return {
      actor: turn.person,
      role,
      place: turn.place,
      timeZone,
      render: renderContextFor(turn.place, timeZone, this.parts.services),
      requestId: id,
      at: new Date(turn.at),
      via: turn.said.kind === 'press' ? 'pressed' : 'typed',
      version: versionOf(turn.said),
      ...(kept && { kept: { id: kept.id, since: new Date(kept.since) } }),
    };
  }
}

function edited(asker: Asker) {
  if (asker.role === 'nobody') return notHere(asker);
  return md`Edited messages aren’t run. Send it again as a new message.`;
}
