import { sql, type Transaction } from 'kysely';
import {
  type FailureAlert,
  isResolved,
  withCurrentNames,
  withStoredNames,
} from '../../domain/failure-alert';
import type { FailureAlerts, FailureReport } from '../../ports';
import { takeJobId } from '../collect/job-ids';
import type { Database } from '../postgres/database';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** Failure alerts in the database: one row each, changed under a lock. */
export class StoredFailureAlerts implements FailureAlerts {
  constructor(private readonly db: Database) {}

  async report(report: FailureReport): Promise<FailureAlert> {
    return this.db.transaction().execute(async (tx) => {
      // Serialised across replicas: seven failures of one cause in one second open one alert.
      await sql`select pg_advisory_xact_lock(hashtextextended('bailiff reports', 0))`.execute(tx);
      const before = await tx
        .selectFrom('mishaps')
        .innerJoin('notices', 'notices.id', 'mishaps.notice_id')
        .select('notices.notice')
        .where('mishaps.key', '=', report.key)
        .executeTakeFirst();
      if (before) return toFailureAlert(before.notice);

      const failureAlert = (await joined(tx, report)) ?? (await opened(tx, report));
      await tx
        .insertInto('mishaps')
        .values({
          key: report.key,
          job: report.job,
          subject: report.subject,
          notice_id: failureAlert.id,
        })
        .execute();
      return failureAlert;
    });
  }

  async get(id: string): Promise<FailureAlert | undefined> {
    const row = await this.db
      .selectFrom('notices')
      .select('notice')
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toFailureAlert(row.notice);
  }

  async about(id: string): Promise<FailureAlert | undefined> {
    const row = await this.db
      .selectFrom('notices')
      .select('notice')
      .where(({ eb, or, selectFrom }) =>
        or([
          eb('id', '=', id),
          eb('id', 'in', selectFrom('mishaps').select('notice_id').where('job', '=', id)),
        ]),
      )
      .orderBy('opened_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toFailureAlert(row.notice);
  }

  async change(
    id: string,
    change: (failureAlert: FailureAlert) => FailureAlert,
  ): Promise<FailureAlert> {
    return this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('notices')
        .select('notice')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new Error(`there is no notice ${id}`);
      const before = toFailureAlert(row.notice);
      const after = change(before);
      if (after !== before) await write(tx, after);
      return after;
    });
  }

  async open(most: number): Promise<FailureAlert[]> {
    const rows = await this.db
      .selectFrom('notices')
      .select('notice')
      .where('state', '<>', 'resolved')
      .orderBy('opened_at', 'desc')
      .limit(most)
      .execute();
    return rows.map(({ notice }) => toFailureAlert(notice));
  }
}

async function joined(
  tx: Transaction<Tables>,
  report: FailureReport,
): Promise<FailureAlert | undefined> {
  const row = await tx
    .selectFrom('notices')
    .select('notice')
    .where('state', '<>', 'resolved')
    .where(({ and, eb, or, selectFrom }) =>
      or([
        and([eb('cause', '=', report.cause), eb('last_at', '>=', report.since)]),
        // Failed again: its alert already has an assignee or a chain.
        eb(
          'id',
          'in',
          selectFrom('mishaps').select('notice_id').where('subject', '=', report.subject),
        ),
      ]),
    )
    .orderBy('last_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const found = toFailureAlert(row.notice);
  // It may have been resolved between the search and the lock.
  if (isResolved(found)) return undefined;
  const failureAlert = report.join(found);
  await write(tx, failureAlert, report.at);
  return failureAlert;
}

async function opened(tx: Transaction<Tables>, report: FailureReport): Promise<FailureAlert> {
  const failureAlert = report.open(await takeJobId(tx));
  await tx
    .insertInto('notices')
    .values({
      id: failureAlert.id,
      cause: report.cause,
      state: failureAlert.state,
      opened_at: failureAlert.openedAt,
      last_at: report.at,
      notice: toJson(withStoredNames(failureAlert)),
    })
    .execute();
  return failureAlert;
}

async function write(
  tx: Transaction<Tables>,
  failureAlert: FailureAlert,
  lastAt?: Date,
): Promise<void> {
  await tx
    .updateTable('notices')
    .set({
      state: failureAlert.state,
      notice: toJson(withStoredNames(failureAlert)),
      ...(lastAt && { last_at: lastAt }),
    })
    .where('id', '=', failureAlert.id)
    .execute();
}

const dates = new Set(['at', 'openedAt', 'due', 'assignedSince', 'resolvedAt']);

/** Restores what JSON can't hold: dates. */
function toFailureAlert(json: object): FailureAlert {
  return revived(withCurrentNames(json)) as FailureAlert;
}

function revived(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => revived(item));
  if (typeof value === 'string') return dates.has(name) ? new Date(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one, key)]));
}
