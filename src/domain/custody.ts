import { renderMessage, sentence } from '../language/language';
import type { Collection, Package } from './collection';

/** The fields of a journal entry that custody needs. */
export interface CustodyRow {
  readonly sequence: number;
  readonly hash: string;
  readonly at: Date;
  readonly operation: string;
  /** JSON as hashed, with OCSF field names. */
  readonly record: string;
  readonly previousHash: string;
}

export interface CustodyEvent {
  readonly sequence: number;
  readonly hash: string;
  readonly at: Date;
  /** Untrusted text. */
  readonly who: string;
  readonly whoId: string;
  readonly what: string;
  readonly operation: string;
  /** The hash is SHA-256 over `previousHash` and `record`. */
  readonly record: string;
  readonly previousHash: string;
}

/** Chain of custody of one package. */
export interface Custody {
  readonly collectionId: string;
  readonly packageId: string;
  readonly machineId: string;
  readonly actionId?: string;
  readonly file?: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly sha512?: string;
  readonly events: readonly CustodyEvent[];
}

const words: Readonly<Record<string, string>> = {
  'command.asked': sentence`asked`,
  'command.refused': sentence`was refused`,
  'request.kept': sentence`kept while Defender was away, asked for by`,
  'request.begun': sentence`begun as Defender was back, asked for by`,
  'approval.approved': sentence`approved by`,
  'approval.denied': sentence`denied by`,
  'approval.expired': sentence`not approved in time, asked for by`,
  'approval.withdrawn': sentence`withdrawn by`,
  'notice.paged': sentence`a failure was passed on by`,
  'package.sealed': sentence`sealed, asked for by`,
  'package.ready': sentence`stored, asked for by`,
  'package.verified': sentence`found whole by`,
  'package.failed': sentence`failed`,
  'package.cancelled': sentence`cancelled`,
  'package.stopped-waiting': sentence`we stopped waiting`,
  'package.downloaded': sentence`downloaded by`,
  'package.resumed': sentence`download went on, by`,
  'package.refused': sentence`download refused to`,
  'package.damaged': sentence`found damaged in the store, asked for by`,
  'package.superseded': sentence`replaced by a later try, asked for by`,
  'package.held': sentence`held by`,
  'package.released': sentence`released by`,
  'package.removed': sentence`removed by`,
};

// A failed check reads differently in a receipt.
const failedWords: Readonly<Record<string, string>> = {
  'package.verified': sentence`found changed by`,
};

/** Renders an event in the current language; the stored receipt is in English. */
export function custodyWords({
  operation,
  what,
}: Pick<CustodyEvent, 'operation' | 'what'>): string {
  const kept = [failedWords[operation], words[operation]].find(
    (said) => said && what.startsWith(said),
  );
  return kept ? what.replace(kept, () => renderMessage(kept)) : what;
}

/** Builds the chain of custody of one package from the journal entries about it. */
export function custodyOf(
  { collection, package: one }: { collection: Collection; package: Package },
  rows: readonly CustodyRow[],
): Custody {
  const others = collection.packages.map(({ id }) => id).filter((id) => id !== one.id);
  const { stored } = one;
  return {
    collectionId: collection.id,
    packageId: one.id,
    machineId: one.machine.id,
    ...(one.actionId && { actionId: one.actionId }),
    ...(stored && {
      file: stored.file,
      size: stored.size,
      sha256: stored.sha256,
      sha512: stored.sha512,
    }),
    events: rows.flatMap((row) => eventsOf(row, others)),
  };
}

/** The receipt file. Its name contains the last sequence and is never reused. */
export function custodyFile(custody: Custody): { name: string; content: string } | undefined {
  const last = custody.events.at(-1);
  if (!custody.file || !last) return undefined;
  const name = `${custody.file.replace(/\.zip$/, '')}.receipt-${last.sequence}.json`;
  return { name, content: `${JSON.stringify(custody, null, 2)}\n` };
}

function eventsOf(
  { at, hash, operation, previousHash, record, sequence }: CustodyRow,
  others: readonly string[],
) {
  const { actor, resources = [], status, unmapped } = JSON.parse(record);
  // Entries of the collection may be about its other packages.
  const isOther = resources.some(({ uid }: { uid: string }) => others.includes(uid));
  if (isOther || operation === 'command.answered') return [];
  const failed = status === 'Failure' ? failedWords[operation] : undefined;
  const said = failed ?? words[operation] ?? operation;
  const command = operation.startsWith('command.') ? ` “${unmapped?.command ?? ''}”` : '';
  const { name: who, uid: whoId } = actor.user;
  const what = `${said}${command}`;
  return [{ sequence, hash, at, who, whoId, what, operation, record, previousHash }];
}
