import type { Reading } from '../grammar/reading';
import type { Journal, JournalEvent, Log, Turn } from '../ports';

interface Asked {
  readonly id: string;
  readonly turn: Turn;
  readonly reading: Reading;
}

/** Writes commands to the journal: before they run, when they end, and when they are refused. */
export class CommandAudit {
  /** Outcomes that are being written, by turn. */
  readonly #late = new Map<string, Promise<unknown>>();

  constructor(
    private readonly journal: Journal,
    private readonly log: Log,
  ) {}

  /** Returns false when the journal can't be written. */
  async asked(asked: Asked): Promise<boolean> {
    return this.#write(eventOf('command.asked', asked, 'started'));
  }

  /** Starts to write the outcome: the reply need not wait for it, its turn does. */
  answered(asked: Asked, outcome: 'success' | 'failure'): void {
    const { id } = asked.turn;
    const written = this.#write(eventOf('command.answered', asked, outcome));
    this.#late.set(id, Promise.all([this.#late.get(id), written]));
  }

  /** Resolves when every outcome of the turn is written, or failed to be. */
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
  const { alert, byIp, command, flags, incident, job, machines } = reading;
  const { reason, severity, tag, ticket, window } = reading;
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
      ...(byIp.length > 0 && { addresses: byIp }),
      ...(tag && { tag }),
      ...(window && { window: window.text }),
      ...(severity && { severity }),
      ...(flags.length > 0 && { flags }),
      ...(ticket && { ticket }),
      ...(reason && { reason }),
    },
  };
}
