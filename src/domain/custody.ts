import { renderMessage, sentence } from '../language/language';
import type { Collection, Package } from './collection';

/** One line of the journal, as far as custody goes. */
export interface CustodyRow {
  readonly sequence: number;
  readonly hash: string;
  readonly at: Date;
  readonly operation: string;
  /** JSON as it was hashed, with the field names of OCSF. */
  readonly record: string;
}

export interface CustodyEvent {
  readonly sequence: number;
  readonly hash: string;
  readonly at: Date;
  /** Foreign text. */
  readonly who: string;
  readonly whoId: string;
  readonly what: string;
  readonly operation: string;
}

/** Who had one package in hand, and what it is. */
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

// A check that failed is an event of its own to who reads a receipt.
const failedWords: Readonly<Record<string, string>> = {
  'package.verified': sentence`found changed by`,
};

/** What happened, in the language of who reads it; the file beside the package says it in English. */
export function custodyWords({ operation, what }: CustodyEvent): string {
  const kept = [failedWords[operation], words[operation]].find(
    (said) => said && what.startsWith(said),
  );
  return kept ? what.replace(kept, () => renderMessage(kept)) : what;
}

/** Reads the custody of one package out of what the journal says about it and its collection. */
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

/** The file beside the package: its name says up to which row it tells, and is never reused. */
export function custodyFile(custody: Custody): { name: string; content: string } | undefined {
  const last = custody.events.at(-1);
  if (!custody.file || !last) return undefined;
  const name = `${custody.file.replace(/\.zip$/, '')}.receipt-${last.sequence}.json`;
  return { name, content: `${JSON.stringify(custody, null, 2)}\n` };
}

function eventsOf(
  { at, hash, operation, record, sequence }: CustodyRow,
  others: readonly string[],
) {
  const { actor, resources = [], status, unmapped } = JSON.parse(record);
  // The collection's rows speak of its other packages, too: those are not this one's.
  const isOther = resources.some(({ uid }: { uid: string }) => others.includes(uid));
  if (isOther || operation === 'command.answered') return [];
  const failed = status === 'Failure' ? failedWords[operation] : undefined;
  const said = failed ?? words[operation] ?? operation;
  const command = operation.startsWith('command.') ? ` “${unmapped?.command ?? ''}”` : '';
  const { name: who, uid: whoId } = actor.user;
  return [{ sequence, hash, at, who, whoId, what: `${said}${command}`, operation }];
}
