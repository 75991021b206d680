import { type Kysely, sql } from 'kysely';

/**
 * Outgoing messages: one row per card, which remains and records where the card was posted, and one
 * per single message. A row holds its content until Teams has accepted it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.outbox (
      id bigint generated always as identity primary key,
      key text not null unique,
      is_card boolean not null,
      state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
      -- Where it goes; for a card that was posted, where it is.
      conversation_id text not null,
      place jsonb not null,
      -- Empty once it was sent.
      message jsonb not null,
      version integer not null default 1,
      hash text not null default '',
      final boolean not null default false,
      urgent boolean not null default true,
      message_id text,
      shown_at timestamptz,
      requester jsonb,
      route text not null default 'place' check (route in ('place', 'requester', 'operations')),
      queued_at timestamptz not null default clock_timestamp(),
      due_at timestamptz not null default clock_timestamp(),
      first_tried_at timestamptz,
      tries integer not null default 0,
      leased_until timestamptz,
      leased_by text,
      failure text,
      ended_at timestamptz
    );
    create index outbox_waiting on bailiff.outbox (due_at) where state = 'waiting';
    create index outbox_leased on bailiff.outbox (conversation_id) where leased_until is not null;
    create index outbox_shown on bailiff.outbox (shown_at desc) where message_id is not null;
    create index outbox_ended on bailiff.outbox (ended_at);

    create index conversations_of_channel on bailiff.conversations (split_part(id, ';', 1));

    insert into bailiff.outbox
      (key, is_card, state, conversation_id, place, message, hash, final, message_id, shown_at, ended_at)
    select name, true, 'sent', conversation_id,
      jsonb_build_object('conversationId', conversation_id, 'kind',
        case when conversation_id like '19:%@thread.tacv2%' then 'channel'
             when conversation_id like '19:%' then 'groupChat' else 'personal' end),
      '{}', hash, final, message_id, shown_at, shown_at
    from bailiff.shown_cards;
    drop table bailiff.shown_cards;
  `.execute(db);
}
