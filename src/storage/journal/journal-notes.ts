import type { Selectable } from 'kysely';
import type { JournalNote, JournalNotes } from '../../ports';
import type { Database } from '../postgres/database';
import type { Tables } from '../tables';

/** Checkpoints in the database; the evidence store has copies. */
export class StoredJournalNotes implements JournalNotes {
  constructor(private readonly db: Database) {}

  async save(note: JournalNote): Promise<void> {
    await this.db
      .insertInto('journal_notes')
      .values({ ...note })
      .onConflict((again) => again.columns(['kind', 'sequence']).doNothing())
      .execute();
  }

  async last(kind: JournalNote['kind']): Promise<JournalNote | undefined> {
    const row = await this.notes(kind).limit(1).executeTakeFirst();
    return row && toNote(row);
  }

  async lastBefore(at: Date): Promise<JournalNote | undefined> {
    const row = await this.notes('checkpoint').where('at', '<', at).limit(1).executeTakeFirst();
    return row && toNote(row);
  }

  async list(): Promise<JournalNote[]> {
    const rows = await this.db
      .selectFrom('journal_notes')
      .selectAll()
      .orderBy('sequence')
      .orderBy('kind')
      .execute();
    return rows.map(toNote);
  }

  private notes(kind: JournalNote['kind']) {
    return this.db
      .selectFrom('journal_notes')
      .selectAll()
      .where('kind', '=', kind)
      .orderBy('sequence', 'desc');
  }
}

function toNote(row: Selectable<Tables['journal_notes']>): JournalNote {
  return { ...row, sequence: Number(row.sequence) };
}
