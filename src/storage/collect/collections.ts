import { sql } from 'kysely';
import type { MachineRequest } from '../../domain/admission';
import {
  type Collection,
  type Download,
  type Follower,
  isFinal,
  type Package,
  type Told,
} from '../../domain/collection';
import type { Collections, Joined, NewCollection, PackageChange, Reopening } from '../../ports';
import type { Database } from '../postgres/database';
import { toJson } from '../rows';
import { toColumns, toPackage } from './collection-rows';
import { recentRequests } from './machine-requests';
import { openCollection } from './open-collection';
import { finalStates, findCollections, readCollections, watchedStates } from './read-collections';
import { reopenPackages } from './reopen-packages';

/** Collections in PostgreSQL. */
export class StoredCollections implements Collections {
  constructor(private readonly db: Database) {}

  async open(request: NewCollection): Promise<{ collection?: Collection; joined: Joined[] }> {
    const { collectionId, joined } = await openCollection(this.db, request);
    const ids = [...joined.map((one) => one.collectionId), ...(collectionId ? [collectionId] : [])];
    const found = new Map((await readCollections(this.db, ids)).map((one) => [one.id, one]));
    const collection = collectionId ? found.get(collectionId) : undefined;
    return {
      ...(collection && { collection }),
      joined: joined.map((one) => ({
        machine: one.machine,
        collection: found.get(one.collectionId)!,
      })),
    };
  }

  async get(id: string): Promise<Collection | undefined> {
    return (await readCollections(this.db, [id]))[0];
  }

  async ofPackage(packageId: string) {
    const collection = await this.get(collectionIdOf(packageId));
    const found = collection?.packages.find(({ id }) => id === packageId);
    return collection && found ? { collection, package: found } : undefined;
  }

  /**
   * Writes the given fields. A terminal state is never replaced, so that a late event of an earlier
   * workflow changes nothing; only `ready` may replace the other three, because evidence that
   * arrived is never hidden.
   */
  async change(packageId: string, change: PackageChange): Promise<Collection> {
    const { state } = change;
    let update = this.db
      .updateTable('packages')
      .set({ ...toColumns(change), updated_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', packageId);
    if (state !== undefined)
      update = update.where(({ eb, or }) =>
        or([
          eb('state', 'not in', finalStates),
          eb('state', '=', state),
          eb.lit(state === 'ready'),
        ]),
      );
    if (state !== undefined && isFinal(state) && !change.endedAt)
      update = update.set({ ended_at: sql<Date>`coalesce(ended_at, clock_timestamp())` });
    await update.execute();
    return this.expect(collectionIdOf(packageId));
  }

  /** Skips ready packages and machines that another collection is collecting. */
  async reopen(id: string, reopening: Reopening): Promise<Collection> {
    await this.db.transaction().execute((tx) => reopenPackages(tx, id, reopening));
    return this.expect(id);
  }

  requestedBy(personId: string, windowMs: number): Promise<MachineRequest[]> {
    return recentRequests(this.db, personId, { windowMs });
  }

  async follow(id: string, { person, place }: Follower): Promise<void> {
    const said = { person: toJson(person), place: toJson(place) };
    await this.db
      .insertInto('followers')
      .values({ collection_id: id, person_id: person.id, ...said })
      .onConflict((again) => again.columns(['collection_id', 'person_id']).doUpdateSet(said))
      .execute();
  }

  async unfollow(id: string, personId: string): Promise<void> {
    await this.db
      .deleteFrom('followers')
      .where('collection_id', '=', id)
      .where('person_id', '=', personId)
      .execute();
  }

  /** Appends atomically: two downloads at once are both recorded. */
  async noteDownload(packageId: string, download: Download): Promise<Collection> {
    await this.db
      .updateTable('packages')
      .set({ downloads: sql`downloads || ${toJson([download])}::jsonb` })
      .where('id', '=', packageId)
      .execute();
    return this.expect(collectionIdOf(packageId));
  }

  async noteTold(id: string, attempt: number, told: Told): Promise<Collection | undefined> {
    const { numUpdatedRows } = await this.db
      .updateTable('packages')
      .set({ failure: sql`failure || ${toJson({ told })}::jsonb` })
      .where('id', '=', id)
      .where('attempt', '=', attempt)
      .where('state', '=', 'failed')
      .where('failure', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? this.expect(collectionIdOf(id)) : undefined;
  }

  async list(filter: Parameters<Collections['list']>[0]): Promise<Collection[]> {
    return readCollections(this.db, await findCollections(this.db, filter));
  }

  /** Counts packages that are not in a terminal state. */
  async countOpen(): Promise<number> {
    const { open } = await this.db
      .selectFrom('packages')
      .select(({ fn }) => fn.countAll<string>().as('open'))
      .where('state', 'not in', finalStates)
      .executeTakeFirstOrThrow();
    return Number(open);
  }

  async watched(): Promise<Package[]> {
    const rows = await this.db
      .selectFrom('packages')
      .selectAll()
      .where('action_id', 'is not', null)
      .where('state', 'in', watchedStates)
      .orderBy('started_at')
      .execute();
    return rows.map(toPackage);
  }

  async readySince(machineIds: readonly string[], since: Date): Promise<Package[]> {
    if (machineIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('packages')
      .selectAll()
      .distinctOn('machine_id')
      .where('machine_id', 'in', machineIds)
      .where('state', '=', 'ready')
      .where('ended_at', '>=', since)
      .orderBy('machine_id')
      .orderBy('ended_at', 'desc')
      .execute();
    return rows.map(toPackage);
  }

  private async expect(id: string): Promise<Collection> {
    const collection = await this.get(id);
    if (!collection) throw new Error(`there is no collection ${id}`);
    return collection;
  }
}

function collectionIdOf(packageId: string): string {
  return packageId.split('/')[0]!;
}
