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
  /** The sealed bag around the package: what is handed out. */
  readonly bag?: { readonly size: number; readonly sha256: string };
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
  'package.delivered': sentence`All bytes sent to`,
  'package.interrupted': sentence`Download broke off; requested by`,
  'package.acknowledged': sentence`Receipt confirmed by`,
  'package.handed-over': sentence`Handed over to an outside party by`,
  'package.refused': sentence`Download denied to`,
  'package.damaged': sentence`Damaged in the store; requested by`,
  'package.superseded': sentence`Replaced by a later attempt; requested by`,
  'package.held': sentence`Legal hold by`,
  'package.released': sentence`Legal hold released by`,
  'package.removed': sentence`Removed by`,
};

// A failed check reads differently in a receipt.
const failedWords: Readonly<Record<string, string>> = {
  'package.verified': sentence`Verification failed, checked by`,
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
      ...(stored.bag && { bag: stored.bag }),
    }),
    events: rows.flatMap((row) => eventsOf(row, others)),
  };
}

/**
 * The names of the receipt's files. They contain the last sequence and are never reused; undefined
 * while nothing is stored.
 */
export function custodyFiles({ events, file }: Pick<Custody, 'events' | 'file'>) {
  const last = events.at(-1);
  if (!file || !last) return undefined;
  const name = `${file.replace(/\.zip$/, '')}.receipt-${last.sequence}`;
  return { json: `${name}.json`, signed: `${name}.dsse.json`, pdf: `${name}.pdf` };
}

interface Spoken {
  readonly purpose?: string;
  readonly party?: string;
  readonly reason?: string;
}

/** Returns what the person behind an event said about it. Untrusted text. */
export function spokenOf({ record }: Pick<CustodyEvent, 'record'>): Spoken {
  return (JSON.parse(record) as OcsfRecord).unmapped ?? {};
}

/** The fields of a hashed record that a custody event needs. */
interface OcsfRecord {
  readonly actor: { readonly user: { readonly name: string; readonly uid: string } };
  readonly resources?: readonly { readonly uid: string }[];
  readonly status: string;
  readonly unmapped?: Spoken & { readonly command?: string };
}

function eventsOf(
  { at, hash, operation, previousHash, record, sequence }: CustodyRow,
  others: readonly string[],
) {
  const { actor, resources = [], status, unmapped } = JSON.parse(record) as OcsfRecord;
  // Entries of the collection may be about its other packages.
  const isOther = resources.some(({ uid }) => others.includes(uid));
  if (isOther || operation === 'command.answered') return [];
  const failed = status === 'Failure' ? failedWords[operation] : undefined;
  const said = failed ?? words[operation] ?? operation;
  const command = operation.startsWith('command.') ? ` “${unmapped?.command ?? ''}”` : '';
  const { name: who, uid: whoId } = actor.user;
  const what = `${said}${command}`;
  return [{ sequence, hash, at, who, whoId, what, operation, record, previousHash }];
}
