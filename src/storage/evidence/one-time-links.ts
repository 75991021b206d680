import type { Selectable } from 'kysely';
import type { Person } from '../../domain/person';
import type { Link, LinkRows } from '../../ports';
import type { Database } from '../postgres/database';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** One-time links in the database. */
export class StoredLinks implements LinkRows {
  constructor(private readonly db: Database) {}

  async add(tokenHash: string, link: Link): Promise<void> {
    // Each insert also deletes expired links.
    await this.db.deleteFrom('one_time_links').where('expires_at', '<', link.issuedAt).execute();
    await this.db
      .insertInto('one_time_links')
      .values({
        token_hash: tokenHash,
        kind: link.kind,
        subject: link.id,
        person: toJson(link.person),
        issued_at: link.issuedAt,
        expires_at: link.expiresAt,
      })
      .execute();
  }

  async find(tokenHash: string, now: Date): Promise<Link | undefined> {
    const row = await this.db
      .selectFrom('one_time_links')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row && toLink(row);
  }

  async findIncludingUsed(tokenHash: string, now: Date): Promise<Link | undefined> {
    const row = await this.db
      .selectFrom('one_time_links')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row && toLink(row);
  }

  /** A single statement, so that one of two concurrent callers wins. */
  async use(tokenHash: string, now: Date): Promise<Link | undefined> {
    const row = await this.db
      .updateTable('one_time_links')
      .set({ used_at: now })
      .where('token_hash', '=', tokenHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returningAll()
      .executeTakeFirst();
    return row && toLink(row);
  }

  async release(tokenHash: string): Promise<void> {
    await this.db
      .updateTable('one_time_links')
      .set({ used_at: null })
      .where('token_hash', '=', tokenHash)
      .execute();
  }
}

function toLink(row: Selectable<Tables['one_time_links']>): Link {
  return {
    kind: row.kind,
    id: row.subject,
    person: row.person as Person,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
}
