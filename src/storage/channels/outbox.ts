import { randomUUID } from 'node:crypto';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Message } from '../../domain/card';
import { days } from '../../domain/duration';
import type { Person } from '../../domain/person';
import type { Place } from '../../domain/place';
import type {
  Backlog,
  DeliveryState,
  NewCardState,
  NewMessage,
  Outbox,
  QueuedMessage,
  Route,
} from '../../ports';
import type { Database } from '../postgres/database';
import { storable, toJson } from '../rows';
import type { Tables } from '../tables';

const now = sql<Date>`clock_timestamp()`;
const after = (ms: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
const msUntil = sql<number>`
  greatest(0, extract(epoch from due_at - clock_timestamp()) * 1000)::float8`;
/** Ends a lease and resets the attempts of the previous content. */
const untried = { leased_until: null, leased_by: null, first_tried_at: null, tries: 0 } as const;

/** The outbox in the database; all times are by the database's clock. */
export class StoredOutbox implements Outbox {
  constructor(private readonly db: Database) {}

  async put(message: NewMessage): Promise<void> {
    await this.db
      .insertInto('outbox')
      .values({ ...rowOf(message), is_card: false })
      .onConflict((again) => again.column('key').doNothing())
      .execute();
  }

  async putCard(card: NewCardState): Promise<number | undefined> {
    const { final, hash, reopened, spacingMs } = card;
    const urgent = final || reopened;
    const row = rowOf(card);
    const changed = await this.db
      .insertInto('outbox')
      .values({ ...row, is_card: true, hash, final, urgent })
      .onConflict((again) =>
        again
          .column('key')
          .doUpdateSet({
            ...{ message: row.message, hash, final, state: 'waiting' },
            version: sql`outbox.version + 1`,
            urgent: sql`excluded.urgent or (outbox.urgent and outbox.state = 'waiting')`,
            requester: sql`coalesce(outbox.requester, excluded.requester)`,
            queued_at: sql`case when outbox.state = 'waiting' then outbox.queued_at else ${now} end`,
            first_tried_at: sql`case when outbox.state = 'waiting' then outbox.first_tried_at end`,
            tries: sql`case when outbox.state = 'waiting' then outbox.tries else 0 end`,
            due_at: sql`case
              when outbox.state = 'waiting' and outbox.tries > 0 then outbox.due_at
              when ${urgent} or outbox.shown_at is null then ${now}
              when outbox.state = 'waiting' then outbox.due_at
              else greatest(${now}, outbox.shown_at + make_interval(secs => ${spacingMs / 1000}))
            end`,
            // A posted card stays where it is; an unposted one goes to the requested place.
            place: sql`case when outbox.message_id is null then excluded.place else outbox.place end`,
            conversation_id: sql`case when outbox.message_id is null
              then excluded.conversation_id else outbox.conversation_id end`,
            route: sql`case when outbox.message_id is null then excluded.route else outbox.route end`,
          })
          .where(sql<SqlBool>`(outbox.hash <> ${hash} or outbox.final <> ${final})`)
          .where(sql<SqlBool>`(not outbox.final or ${urgent})`),
      )
      .returning(msUntil.as('ms'))
      .executeTakeFirst();
    return changed?.ms;
  }

  async claim(request: Parameters<Outbox['claim']>[0]): Promise<QueuedMessage[]> {
    const { busy, leaseMs, limit, owner } = request;
    const free = sql`(leased_until is null or leased_until < clock_timestamp())`;
    const { rows } = await sql<Selectable<Tables['outbox']> & { readonly tried_ms: number }>`
      with next as (
        select id from bailiff.outbox
        where state = 'waiting' and ${free} and id in (
          select distinct on (conversation_id) id from bailiff.outbox waiting
          where state = 'waiting' and due_at <= clock_timestamp() and ${free}
            and conversation_id <> all(${[...busy]}::text[])
            and not exists (
              select from bailiff.outbox other
              where other.conversation_id = waiting.conversation_id
                and other.leased_until >= clock_timestamp())
          order by conversation_id, due_at, id)
        order by due_at, id
        limit ${limit}
        for update skip locked)
      update bailiff.outbox o
      set leased_until = ${after(leaseMs)}, leased_by = ${`${owner}/${randomUUID()}`}, tries = tries + 1,
        first_tried_at = coalesce(first_tried_at, clock_timestamp())
      from next where o.id = next.id
      returning o.*,
        (extract(epoch from clock_timestamp() - first_tried_at) * 1000)::float8 as tried_ms
    `.execute(this.db);
    return rows.map((row) => ({ ...toMessage(row), triedForMs: row.tried_ms }));
  }

  async sent(message: QueuedMessage, at: Parameters<Outbox['sent']>[1]) {
    const isCurrent = sql<SqlBool>`version = ${message.version}`;
    const row = await this.leased(message)
      .set({
        ...untried,
        conversation_id: at.conversationId,
        place: toJson({ ...message.place, conversationId: at.conversationId }),
        message_id: at.messageId,
        shown_at: now,
        state: sql`case when ${isCurrent} then 'sent' else 'waiting' end`,
        message: sql`case when ${isCurrent} then '{}'::jsonb else message end`,
        due_at: sql`case when urgent or ${isCurrent} then ${now} else ${after(at.spacingMs)} end`,
        failure: null,
        ended_at: now,
      })
      .returning(['state', msUntil.as('ms')])
      .executeTakeFirst();
    return row?.state === 'waiting' ? row.ms : undefined;
  }

  async retry(message: QueuedMessage, afterMs: number): Promise<void> {
    const isCurrent = sql<SqlBool>`version = ${message.version}`;
    await this.leased(message)
      .set({
        leased_until: null,
        leased_by: null,
        due_at: sql`case when ${isCurrent} then ${after(afterMs)} else due_at end`,
      })
      .execute();
  }

  async pause(conversationId: string, ms: number): Promise<void> {
    await this.db
      .updateTable('outbox')
      // The same time for all, so that the order of queueing decides.
      .set({ due_at: sql`greatest(due_at, now() + make_interval(secs => ${ms / 1000}))` })
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'waiting')
      .execute();
  }

  async redirect(message: QueuedMessage, place: Place, route: Route): Promise<void> {
    await this.leased(message)
      .set({
        ...untried,
        ...{ place: toJson(place), conversation_id: place.conversationId, route },
        message_id: null,
        due_at: now,
      })
      .execute();
  }

  async fail(message: QueuedMessage, why: string): Promise<void> {
    const isCurrent = sql<SqlBool>`version = ${message.version}`;
    await this.leased(message)
      .set({
        ...untried,
        state: sql`case when ${isCurrent} then 'failed' else 'waiting' end`,
        failure: storable(why),
        ended_at: now,
      })
      .execute();
  }

  async release(owner: string): Promise<void> {
    await this.db
      .updateTable('outbox')
      .set({ leased_until: null, leased_by: null })
      .where(sql<SqlBool>`starts_with(leased_by, ${`${owner}/`})`)
      .execute();
  }

  async states(keys: readonly string[]): Promise<ReadonlyMap<string, DeliveryState>> {
    if (keys.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('outbox')
      .select(['key', 'state'])
      .where('key', 'in', keys)
      .execute();
    return new Map(rows.map(({ key, state }) => [key, state]));
  }

  async backlog(): Promise<Backlog> {
    const row = await this.db
      .selectFrom('outbox')
      .select([
        sql<number>`count(*) filter (where state = 'waiting')::int`.as('waiting'),
        sql<number>`coalesce(max(extract(epoch from clock_timestamp() - queued_at))
          filter (where state = 'waiting' and due_at <= clock_timestamp() + interval '5 minutes'), 0)
          ::float8 * 1000`.as('oldestMs'),
        sql<number>`count(*) filter (where state = 'failed'
          and (requester is not null or place ->> 'kind' = 'personal'))::int`.as('failed'),
      ])
      .where(({ eb, or }) =>
        or([
          eb('state', '=', 'waiting'),
          eb.and([eb('state', '=', 'failed'), eb('ended_at', '>', after(0 - days(1)))]),
        ]),
      )
      .executeTakeFirstOrThrow();
    return row;
  }

  /** The row, unless another replica has taken it over. */
  private leased({ id, lease }: QueuedMessage) {
    return this.db.updateTable('outbox').where('id', '=', id).where('leased_by', '=', lease);
  }
}

function rowOf({ key, message, place, requester, route = 'place' }: NewMessage) {
  return {
    ...{ key, route },
    conversation_id: place.conversationId,
    place: toJson(place),
    message: toJson(message),
    requester: requester ? toJson(requester) : null,
  };
}

function toMessage(row: Selectable<Tables['outbox']>): Omit<QueuedMessage, 'triedForMs'> {
  return {
    id: row.id,
    key: row.key,
    isCard: row.is_card,
    isUrgent: row.urgent,
    place: row.place as Place,
    message: row.message as Message,
    version: row.version,
    messageId: row.message_id ?? undefined,
    requester: (row.requester ?? undefined) as Person | undefined,
    route: row.route,
    tries: row.tries,
    lease: row.leased_by ?? '',
  };
}
