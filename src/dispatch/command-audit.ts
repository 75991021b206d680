import type { Reading } from '../grammar/reading';
import type { Journal, JournalEvent, Log, Turn } from '../ports';

/** Who asks for what: a turn, or one of several commands in it. */
export interface Asked {
  readonly id: string;
  readonly turn: Turn;
  readonly reading: Reading;
}

/** The journal as the corridor keeps it: before the act it must be written, after it should be. */
export class CommandRecord {
  /** Ends of commands that are on their way into the journal, by turn. */
  readonly #late = new Map<string, Promise<unknown>>();

  constructor(
    private readonly journal: Journal,
    private readonly log: Log,
  ) {}

  /** False when it can't be written: then the act must not happen. */
  async asked(asked: Asked): Promise<boolean> {
    return this.#write(eventOf('command.asked', asked, 'started'));
  }

  /** Begins to write how it ended: the answer need not wait for that, its turn does. */
  answered(asked: Asked, outcome: 'success' | 'failure'): void {
    const { id } = asked.turn;
    const written = this.#write(eventOf('command.answered', asked, outcome));
    this.#late.set(id, Promise.all([this.#late.get(id), written]));
  }

  /** Resolves when all that the turn did stands in the journal, or was tried to be written. */
  async settled(turnId: string): Promise<void> {
    await this.#late.get(turnId);
    this.#late.delete(turnId);
  }

  async refused(asked: Asked): Promise<void> {
    await this.#write(eventOf('command.refused', asked, 'refused'));
  }

  async #write(event: JournalEvent): Promise<boolean> {
    try {
      await this.journal.write(event);
      return true;
    } catch (error) {
      this.log.error({ error, event }, 'the journal can not be written');
      return false;
    }
  }
}

function eventOf(
  operation: string,
  { id, reading, turn }: Asked,
  outcome: JournalEvent['outcome'],
): JournalEvent {
  const { alert, command, incident, job, machines, reason, ticket } = reading;
  const isPress = turn.said.kind === 'press';
  const resources = { request: id, conversation: turn.place.conversationId, job, incident, alert };
  return {
    operation,
    actor: turn.person,
    outcome,
    resources: Object.fromEntries(
      Object.entries(resources).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    ),
    details: {
      command,
      via: isPress ? 'pressed' : 'typed',
      ...(isPress && { inputs: turn.said.inputs, message: turn.said.messageId }),
      ...(machines.length > 0 && { machines }),
      ...(ticket && { ticket }),
      ...(reason && { reason }),
    },
  };
}
