import { sql, type Transaction } from 'kysely';
import { isResolved, type Notice } from '../../domain/failure-alert';
import type { NoticeReport, Notices } from '../../ports';
import type { Database } from '../postgres/database';
import { takeJobId } from '../collect/job-ids';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** Notices in the database: each a row that one change after the other goes over. */
export class StoredNotices implements Notices {
  constructor(private readonly db: Database) {}

  async report(report: NoticeReport): Promise<Notice> {
    return this.db.transaction().execute(async (tx) => {
      // One at a time for all replicas: seven failures of one cause in one second are one notice.
      await sql`select pg_advisory_xact_lock(hashtextextended('bailiff reports', 0))`.execute(tx);
      const before = await tx
        .selectFrom('mishaps')
        .innerJoin('notices', 'notices.id', 'mishaps.notice_id')
        .select('notices.notice')
        .where('mishaps.key', '=', report.key)
        .executeTakeFirst();
      if (before) return toNotice(before.notice);

      const notice = (await joined(tx, report)) ?? (await opened(tx, report));
      await tx
        .insertInto('mishaps')
        .values({ key: report.key, job: report.job, subject: report.subject, notice_id: notice.id })
        .execute();
      return notice;
    });
  }

  async get(id: string): Promise<Notice | undefined> {
    const row = await this.db
      .selectFrom('notices')
      .select('notice')
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toNotice(row.notice);
  }

  async about(id: string): Promise<Notice | undefined> {
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
    return row && toNotice(row.notice);
  }

  async change(id: string, change: (notice: Notice) => Notice): Promise<Notice> {
    return this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('notices')
        .select('notice')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new Error(`there is no notice ${id}`);
      const before = toNotice(row.notice);
      const after = change(before);
      if (after !== before) await write(tx, after);
      return after;
    });
  }

  async open(most: number): Promise<Notice[]> {
    const rows = await this.db
      .selectFrom('notices')
      .select('notice')
      .where('state', '<>', 'resolved')
      .orderBy('opened_at', 'desc')
      .limit(most)
      .execute();
    return rows.map(({ notice }) => toNotice(notice));
  }
}

async function joined(tx: Transaction<Tables>, report: NoticeReport): Promise<Notice | undefined> {
  const row = await tx
    .selectFrom('notices')
    .select('notice')
    .where('state', '<>', 'resolved')
    .where(({ and, eb, or, selectFrom }) =>
      or([
        and([eb('cause', '=', report.cause), eb('last_at', '>=', report.since)]),
        // Tried again in vain: somebody has this already.
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
  const found = toNotice(row.notice);
  // It may have ended between the search and the lock.
  if (isResolved(found)) return undefined;
  const notice = report.join(found);
  await write(tx, notice, report.at);
  return notice;
}

async function opened(tx: Transaction<Tables>, report: NoticeReport): Promise<Notice> {
  const notice = report.open(await takeJobId(tx));
  await tx
    .insertInto('notices')
    .values({
      id: notice.id,
      cause: report.cause,
      state: notice.state,
      opened_at: notice.openedAt,
      last_at: report.at,
      notice: toJson(notice),
    })
    .execute();
  return notice;
}

async function write(tx: Transaction<Tables>, notice: Notice, lastAt?: Date): Promise<void> {
  await tx
    .updateTable('notices')
    .set({ state: notice.state, notice: toJson(notice), ...(lastAt && { last_at: lastAt }) })
    .where('id', '=', notice.id)
    .execute();
}

const moments = new Set(['at', 'openedAt', 'due', 'heldSince', 'resolvedAt']);

/** What stands in jsonb was written from this type; only dates need a way back. */
function toNotice(json: object): Notice {
  return revived(json) as Notice;
}

function revived(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => revived(item));
  if (typeof value === 'string') return moments.has(name) ? new Date(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one, key)]));
}
