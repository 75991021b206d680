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
  'command.asked': sentence`requested`,
  'command.refused': sentence`was rejected`,
  'request.kept': sentence`Queued while Defender was away; requested by`,
  'request.begun': sentence`Started when Defender was back; requested by`,
  'approval.approved': sentence`Approved by`,
  'approval.denied': sentence`Denied by`,
  'approval.expired': sentence`Approval expired; requested by`,
  'approval.withdrawn': sentence`Withdrawn by`,
  'notice.paged': sentence`alert escalated by`,
  'package.sealed': sentence`Sealed; requested by`,
  'package.ready': sentence`Stored; requested by`,
  'package.verified': sentence`Verified by`,
  'package.failed': sentence`failed`,
  'package.cancelled': sentence`cancelled`,
  'package.stopped-waiting': sentence`timed out`,
  'package.downloaded': sentence`Downloaded by`,
  'package.resumed': sentence`Download resumed by`,
  'package.refused': sentence`Download denied to`,
  'package.damaged': sentence`Damaged in the store; requested by`,
  'package.superseded': sentence`Replaced by a later attempt; requested by`,
  'package.held': sentence`Legal hold by`,
  'package.released': sentence`Legal hold released by`,
  'package.removed': sentence`Removed by`,
};

// A check that failed is an event of its own to who reads a receipt.
const failedWords: Readonly<Record<string, string>> = {
  'package.verified': sentence`Verification failed, checked by`,
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
