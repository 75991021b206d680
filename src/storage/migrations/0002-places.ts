import { type Kysely, sql } from 'kysely';

/** Conversations, subscriptions, and posted cards. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.conversations (
      id text primary key,
      conversation jsonb not null,
      person_id text,
      seen_at timestamptz not null default now(),
      unreachable_since timestamptz,
      unreachable_because text
    );
    create index on bailiff.conversations (person_id) where person_id is not null;

    create table bailiff.subscriptions (
      conversation_id text not null,
      topic text not null,
      minimum_severity text,
      by_person jsonb not null,
      at timestamptz not null,
      primary key (conversation_id, topic)
    );

    create table bailiff.shown_cards (
      name text primary key,
      conversation_id text not null,
      message_id text not null,
      hash text not null,
      final boolean not null,
      shown_at timestamptz not null default now()
    );
  `.execute(db);
}
