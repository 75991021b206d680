import { seconds } from '../../domain/duration';
import type { Log, Outbox, Replicas } from '../../ports';
import type { Runs } from '../engine/runs';

// Real milliseconds: between the end of a run and the storing of its result it is nobody's for a moment.
const orphanedAfterMs = seconds(60);

export interface HeartbeatParts {
  readonly executorId: string;
  readonly replicas: Replicas;
  readonly runs: Runs;
  readonly outbox: Pick<Outbox, 'release'>;
  /** The ids of the workflows that really run in this process. */
  readonly running: ReadonlySet<string>;
  readonly log: Log;
}

/**
 * Sends this replica's heartbeat, takes over the workflows of dead replicas and resumes its own that no
 * longer run in this process. The engine itself does neither.
 */
export class Heartbeat {
  readonly #missingSince = new Map<string, number>();

  constructor(private readonly parts: HeartbeatParts) {}

  /** How many workflows of this replica have not run for a minute, as of the last heartbeat. */
  orphaned = 0;

  async beat(): Promise<void> {
    const { executorId, replicas } = this.parts;
    const dead = await replicas.dead();
    await replicas.heartbeat(executorId);
    await this.#resumeOrphans();
    // After a silence of its own the replica knows nothing of the others: the database was away.
    if (!dead.includes(executorId)) for (const one of dead) await this.#takeOver(one);
  }

  /** Takes over from all other replicas at once, where none of them can be alive. */
  async adoptAll(): Promise<void> {
    const { executorId, replicas } = this.parts;
    for (const one of await replicas.others(executorId)) await this.#takeOver(one);
  }

  async #takeOver(dead: string): Promise<void> {
    const { log, outbox, replicas, runs } = this.parts;
    const connections = await replicas.terminate(dead);
    // Nothing goes into a conversation while a message to it is leased.
    await outbox.release(dead);
    const ids = await runs.pending(dead);
    await runs.resume(ids);
    // Last: after a crash in between the next heartbeat finds the dead replica again.
    await replicas.forget(dead);
    log.info({ dead, connections, workflows: ids.length }, 'took over from a dead replica');
  }

  async #resumeOrphans(): Promise<void> {
    const { executorId, log, running, runs } = this.parts;
    const now = performance.now();
    const pending = await runs.pending(executorId);
    const missing = pending.filter((id) => !running.has(id));
    for (const id of this.#missingSince.keys())
      if (!missing.includes(id)) this.#missingSince.delete(id);
    for (const id of missing) this.#missingSince.set(id, this.#missingSince.get(id) ?? now);
    const orphans = missing.filter((id) => now - this.#missingSince.get(id)! >= orphanedAfterMs);
    this.orphaned = orphans.length;
    if (orphans.length === 0) return;
    await runs.resume(orphans);
    log.warn({ workflows: orphans }, 'resumed workflows that no longer ran');
  }
}
