import { type Kysely, sql } from 'kysely';

/** State shared by replicas: reserved calls, job leases, and heartbeats. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.budget_calls (
      id bigint generated always as identity primary key,
      endpoint text not null,
      at timestamptz not null
    );
    create index on bailiff.budget_calls (endpoint, at desc);

    create table bailiff.budget_pauses (
      endpoint text primary key,
      until timestamptz not null
    );

    create table bailiff.replicas (
      executor_id text primary key,
      beaten_at timestamptz not null
    );

    create table bailiff.ticks (
      name text primary key,
      claimed_at timestamptz,
      succeeded_at timestamptz,
      failed_at timestamptz,
      why text
    );
  `.execute(db);
  await sql.raw(reserveCall).execute(db);
}

// One function, so that locking, reading and writing take one round trip. Each of its statements
// sees what others committed while it waited for the lock. All earlier slots precede the new one,
// so a window's limit holds when the call `limit` calls back is further away than the window; the
// extra millisecond covers closed intervals, too.
const reserveCall = `
create function bailiff.reserve_call(asked_endpoint text, windows jsonb, clock timestamptz)
returns table (id bigint, at timestamptz, wait_ms double precision)
language plpgsql as $$
declare
  moment timestamptz;
  present timestamptz;
  longest double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended('bailiff budget ' || asked_endpoint, 0));
  present := coalesce(clock, clock_timestamp());

  select greatest(present,
    (select max(c.at) from bailiff.budget_calls c where c.endpoint = asked_endpoint),
    (select p.until from bailiff.budget_pauses p where p.endpoint = asked_endpoint),
    max(nth.at + ((w.value ->> 'ms')::double precision + 1) * interval '1 millisecond')),
    max((w.value ->> 'ms')::double precision)
  into moment, longest
  from jsonb_array_elements(windows) w
  left join lateral (
    select c.at from bailiff.budget_calls c where c.endpoint = asked_endpoint
    order by c.at desc, c.id desc offset (w.value ->> 'limit')::integer - 1 limit 1
  ) nth on true;

  delete from bailiff.budget_calls c
    where c.endpoint = asked_endpoint
      and c.at < present - (longest * 2 + 60000) * interval '1 millisecond';

  return query
    insert into bailiff.budget_calls (endpoint, at)
    values (asked_endpoint, date_trunc('milliseconds', moment + interval '0.999 milliseconds'))
    returning budget_calls.id, budget_calls.at,
      greatest(0, extract(epoch from budget_calls.at - present) * 1000)::double precision;
end
$$;
`;
