import { defined } from './domain/defined';
import { minutes, seconds } from './domain/duration';
import { DefenderUnreachableError, WordedError } from './domain/errors';
import type { PartHealth } from './domain/health';
import { clean } from './domain/text';
import { msg, type StoredMessage, type StoredSentence, sentence, whole } from './language/language';
import type { Clock, Health, JobLeases } from './ports';

/** How to check one component; `check` rejects when it does not work. */
export interface Part {
  readonly part: string;
  readonly check: () => Promise<StoredMessage>;
  /** The meaning of a failed check; the component's own message, untrusted text, follows it. */
  readonly fails: StoredMessage;
  /** Bailiff works without it: an unreachable dependency does not make it unready. */
  readonly isOptional?: true;
}

// Orchestrator probes must not request a token or touch the disk each time.
const keptFor = seconds(10);
const timeout = seconds(5);
// Minimum pause between two writes of the last success.
const notedEvery = minutes(1);

/** Checks all components in parallel; results are cached for ten seconds. */
export function healthOf(parts: readonly Part[], leases: JobLeases, clock: Clock): Health {
  const successes = new Map<string, Date>();
  const noted = new Map<string, number>();
  let last: { readonly at: number; readonly found: Promise<PartHealth[]> } | undefined;

  async function look({ part, check, fails, isOptional }: Part): Promise<PartHealth> {
    const optional = isOptional && { isOptional };
    try {
      const says = await within(check());
      note(part);
      return { part, ok: true, says, lastSuccess: clock.now(), ...optional };
    } catch (error) {
      const says = msg`${whole(fails)} (${detailOf(error)})`;
      const lastSuccess = await lastSuccessOf(part);
      return defined({ part, ok: false, says, lastSuccess, ...optional });
    }
  }

  /** Stores the last success in the background, so that it is known after a restart. */
  function note(part: string): void {
    const now = clock.now();
    successes.set(part, now);
    if (now.getTime() - (noted.get(part) ?? 0) < notedEvery) return;
    noted.set(part, now.getTime());
    leases.succeeded(`health:${part}`).catch(() => undefined);
  }

  async function lastSuccessOf(part: string): Promise<Date | undefined> {
    const known = successes.get(part);
    if (known) return known;
    const last = await within(leases.last(`health:${part}`)).catch(() => undefined);
    return last?.succeededAt;
  }

  const lookAtAll = () =>
    Promise.all([
      ...parts.map(look),
      ...['watcher', 'incidents'].map(async (part) => ({
        ...(await leaseHealth(part, leases, clock)),
        isOptional: true as const,
      })),
    ]);
  return {
    parts() {
      const now = clock.now().getTime();
      if (!last || now - last.at > keptFor) last = { at: now, found: lookAtAll() };
      return last.found;
    },
  };
}

/** A scheduled job works if its last run succeeded, or if it has not run yet. */
async function leaseHealth(part: string, leases: JobLeases, clock: Clock): Promise<PartHealth> {
  const last = await leases.last(part).catch(() => undefined);
  if (!last?.claimedAt) return { part, ok: true, says: sentence`nothing to watch yet` };
  const { failedAt, succeededAt } = last;
  const failing = failedAt && (!succeededAt || failedAt > succeededAt);
  const since = succeededAt ?? failedAt ?? last.claimedAt;
  const old = clock.now().getTime() - since.getTime() > clock.real(minutes(15));
  if (failing && old)
    return defined({
      part,
      ok: false,
      says: last.why ?? sentence`failing`,
      lastSuccess: succeededAt,
    });
  return defined({
    part,
    ok: true,
    says: failing ? sentence`last check failed, retrying` : sentence`watching`,
    lastSuccess: succeededAt,
  });
}

/** Bailiff's own message where there is one, otherwise foreign text. */
function detailOf(error: unknown): StoredSentence | string {
  if (error instanceof WordedError) return whole(error.words);
  if (error instanceof DefenderUnreachableError) return whole(error.why);
  return clean(error instanceof Error ? error.message : String(error));
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WordedError(sentence`no answer in 5 s`)), timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
