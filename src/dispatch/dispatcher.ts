import { messageCard } from '../cards/kit/message';
import { welcomeCard } from '../cards/welcome';
import type { Command, CommandRequest, CommandServices } from '../commands/command';
import { orQueue } from '../commands/jobs/queue-request';
import { onCallHealth } from '../commands/on-call/on-call-health';
import { whoCan } from '../commands/who-can';
import type { Reply } from '../domain/card';
import { DefenderUnreachableError, RoleNeededError } from '../domain/errors';
import { isInfrastructureError } from '../domain/infrastructure-error';
import { atLeast, type Person, type Role } from '../domain/person';
import { isTemporary } from '../domain/refusal';
import { md, type SafeText, unsafeMarkdown } from '../domain/text';
import { partsOf } from '../grammar/reading';
import { understand } from '../grammar/understand';
import { sentence, t } from '../language/language';
import type { Journal, PendingAttempt, Turn } from '../ports';
import { argumentsOf } from './arguments';
import { answerNoCommand, answerUnclear, askBeforeGuess, askBeforeNow } from './clarify';
import { type Asked, CommandRecord } from './command-audit';
import { echoOf, withNote } from './echo';
import { CommandFailedError, explain, isExplained } from './explain-error';
import { lineOf } from './pressed-line';
import type { Access } from './role-resolver';
import { botMention, versionOf } from './turn-content';

export interface DispatcherDependencies {
  readonly services: CommandServices;
  /** Asked each time: a right that was taken away is gone, also for buttons drawn before. */
  readonly accessOf: (person: Person) => Promise<Access>;
  readonly journal: Journal;
  /** IANA name, for people whose client tells none. */
  readonly timeZone: string;
}

interface Ask extends Asked, Access {
  /** Set when it waited for Defender and is asked again. */
  readonly kept?: PendingAttempt | undefined;
}

type Press = Extract<Turn['said'], { kind: 'press' }>;

const maxCommands = 5;

const says = {
  edited: () => md`I only act on new messages. Nothing was done: send it again as a new one.`,
  notHere: () => md`🔒 You can’t use Bailiff here. Nothing was done.`,
  groupsUnavailable: () =>
    md`Your groups could not be checked just now, so they give you no right. Try again in a minute.`,
  noJournal: () =>
    md`I can’t write the journal just now, and what is not recorded is not done. Nothing was done. Try again in some minutes.`,
};

/**
 * The way of everything a person does, typed or pressed, to its answer:
 * reading → command → right → arguments → journal → run.
 */
export class CommandDispatcher {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #record: CommandRecord;

  constructor(private readonly parts: DispatcherDependencies) {
    const { journal, services } = parts;
    this.#commands = new Map(services.commands.map((command) => [command.name, command]));
    this.#record = new CommandRecord(journal, services.log);
  }

  /**
   * Answers a turn, whatever happens: an error is an answer too.
   * @param kept only this request of the turn is asked again
   * @throws {DefenderRefused|DefenderUnreachable} Defender is still away from a kept request
   */
  dispatch(turn: Turn, kept?: PendingAttempt): Promise<Reply> {
    return this.#explained(turn.id, () => this.#dispatch(turn, kept), kept);
  }

  /** Resolves when the journal holds how the turn's commands ended. A turn is not over before. */
  settled(turnId: string): Promise<void> {
    return this.#record.settled(turnId);
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
    const access = await this.parts.accessOf(person);
    const isNobody = access.role === 'nobody';
    if (said.kind === 'edited') return { text: isNobody ? notHere(access) : says.edited() };
    if (said.kind === 'press') return this.#press(said, { turn, id, ...access, kept });
    const reading = understand({ ...said, botId: botMention });
    const asked = { turn, id, ...access, kept };
    if (reading.command !== 'multi') return this.#ask({ ...asked, reading });
    return this.#several(partsOf(reading).map((part) => ({ ...asked, reading: part })));
  }

  async #welcome({ person, place }: Turn): Promise<Reply> {
    const { services } = this.parts;
    const parts = [...(await services.health.parts()), await onCallHealth(services)];
    const { kind, restricted } = place;
    const { role } = await this.parts.accessOf(person);
    const added = { kind, restricted, addedBy: person.name, parts };
    return {
      card: welcomeCard(kind === 'personal' ? { ...added, reader: { person, role } } : added),
    };
  }

  /** A button types one command, and its verb is taken by the letter. */
  async #press(press: Press, asked: Omit<Ask, 'reading'>): Promise<Reply> {
    const reading = understand({ text: lineOf(press), mentions: [], botId: botMention });
    const isMeant = reading.command === press.verb && !reading.guessed;
    if (!isMeant || !this.#commands.has(press.verb))
      return asked.role === 'nobody' ? { text: notHere(asked) } : answerNoCommand(press.verb);
    return this.#ask({ ...asked, reading });
  }

  /** One after the other, as they were written; one that fails does not stop the next. */
  async #several(asks: readonly Ask[]): Promise<Reply> {
    if (asks.length > maxCommands)
      return {
        text: md`That is ${asks.length} commands; I take up to ${maxCommands} at once. Nothing was done.`,
      };
    const all: Reply[] = [];
    for (const [n, one] of asks.entries()) {
      const ask = { ...one, id: `${one.id}/${n + 1}` };
      if (ask.kept && ask.kept.requestId !== ask.id) continue;
      all.push(await this.#explained(ask.id, () => this.#ask(ask), ask.kept));
    }
    return { all };
  }

  async #ask(ask: Ask): Promise<Reply> {
    const isEmpty = ask.reading.warnings.includes('empty');
    const reading = isEmpty ? { ...ask.reading, command: 'help' } : ask.reading;
    const command = this.#commands.get(reading.command);
    if (!atLeast(ask.role, command?.role ?? 'analyst')) return this.#refuse(ask, command);
    const unclear = answerUnclear(reading);
    if (unclear) return unclear;
    if (!command) return answerNoCommand(reading.command);
    if (reading.guessed && command.impact) return askBeforeGuess(reading, reading.guessed);
    const question = command.impact && askBeforeNow(reading);
    if (question) return question;
    const answer = await this.#run(command, { ...ask, reading });
    return isEmpty ? answer : withNote(answer, echoOf(reading, this.#requestOf(ask)));
  }

  async #refuse(ask: Ask, command?: Command): Promise<Reply> {
    // In one outage Graph is often away with Defender: what waits for the one waits for the other.
    if (ask.kept && ask.groupsUnavailable)
      throw new DefenderUnreachableError('groups', sentence`groups could not be checked`);
    await this.#record.refused(ask);
    // Who may do nothing at all is not told what there would be to do.
    if (ask.role === 'nobody' || !command) return { text: notHere(ask) };
    const title = md`🔒 You can’t use “${command.name}”. Nothing was done`;
    const needs = md`It needs the role ${command.role}; yours is ${ask.role}. Whoever keeps the policy can give it to you.`;
    const suggestions = [{ title: t`What can I do?`, verb: 'whoami', words: [] }];
    const able = await this.#withRole(command.role);
    const who = await whoCan(ask.turn.person, this.parts.services, able);
    const lines = [
      ...(ask.groupsUnavailable ? [says.groupsUnavailable()] : []),
      needs,
      ...(who ? [who] : []),
    ];
    return { card: messageCard({ title, lines, suggestions }) };
  }

  /** Those of the on-call schedule, whose names are known, that have the role. */
  async #withRole(role: Role): Promise<Person[]> {
    const people = Object.values(this.parts.services.policy.onCall.people);
    const accesses = await Promise.all(people.map((one) => this.parts.accessOf(one)));
    return people.filter((_one, at) => atLeast(accesses[at]!.role, role));
  }

  async #run(command: Command, ask: Ask): Promise<Reply> {
    const request = this.#requestOf(ask);
    const args = argumentsOf(ask.reading, request);
    const read = command.args.safeParse(args);
    if (!read.success) {
      const missing = read.error.issues[0]?.message ?? '';
      return { text: md`${missing} Nothing was done. Usage: ${command.usage}` };
    }
    // What is asked again was written down when it was asked.
    if (!ask.kept && !(await this.#record.asked(ask))) return { text: says.noJournal() };
    const { services } = this.parts;
    const run = () => command.run({ ...request, args: read.data }, services);
    const mayWait = !ask.kept && command.isQueueable?.(args);
    try {
      const answer = await (mayWait
        ? orQueue(run, { request: { ...request, args }, turn: ask.turn }, services)
        : run());
      this.#record.answered(ask, 'success');
      return answer;
    } catch (error) {
      if (isInfrastructureError(error)) throw error;
      if (error instanceof RoleNeededError)
        return this.#refuse(ask, { ...command, role: error.role });
      if (ask.kept && isTemporary(error)) throw error;
      this.#record.answered(ask, 'failure');
      throw isExplained(error) ? error : new CommandFailedError(command, error);
    }
  }

  #requestOf({ id, kept, role, turn }: Ask): Omit<CommandRequest, 'args'> {
    return {
      actor: turn.person,
      role,
      place: turn.place,
      timeZone: turn.timeZone ?? this.parts.timeZone,
      requestId: id,
      at: new Date(turn.at),
      via: turn.said.kind === 'press' ? 'pressed' : 'typed',
      version: versionOf(turn.said),
      ...(kept && { kept: { id: kept.id, since: new Date(kept.since) } }),
    };
  }
}

/** The same words whatever was asked about: that something exists is not confirmed either. */
function notHere({ groupsUnavailable }: Access): SafeText {
  return groupsUnavailable
    ? unsafeMarkdown(`${says.notHere()} ${says.groupsUnavailable()}`)
    : says.notHere();
}
