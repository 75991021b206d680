import type { Approval } from '../../domain/approval';
import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { inWords } from '../../domain/duration';
import { clean, text } from '../../domain/text';
import { say, translated } from '../../language/language';
import { type Fact, fact, whoMayApprove } from '../kit/fact';
import { listed } from '../kit/listed';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import { clock, moment } from '../kit/time';
import type { View } from '../kit/render-context';

/** What `cards/approval.json` shows: who asks for what, and how it was decided. */
export interface ApprovalCard {
  readonly id: string;
  readonly title: string;
  readonly color: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** Nobody has decided yet. */
  readonly open: boolean;
  readonly again: boolean;
  /** `collect` with these words asks for the same once more. */
  readonly againWords: readonly string[];
  /** The beginning of the list's hash: the record holds all of it. */
  readonly small: string;
}

const mostNamed = 10;

/** The question to those who may allow it; edited once, to what was decided. */
export function approvalCard(
  collection: Collection,
  approval: Approval,
  view: View,
  { alone = false } = {},
): Card {
  const open = approval.state === 'pending';
  const machines = machinesIn(collection, approval);
  const question = questionOf(collection, machines);
  const { glyph, words } = outcome(approval, view);
  const again = approval.state === 'expired' && machines.length <= mostNamed;
  const data: ApprovalCard = {
    id: collection.id,
    title: open ? question : `${glyph} ${words}`,
    color: { approved: 'Good', expired: 'Warning' }[approval.state as string] ?? 'Default',
    lines: open
      ? [say`Expires ${moment(approval.expiresAt, view)}. Until then nothing happens.`]
      : [question],
    facts: factsOf(collection, approval, machines),
    open,
    again,
    againWords: again ? wordsFor(collection, approval) : [],
    small: say`List ${approval.hash.slice(0, 12)} · Ref ${collection.id}`,
  };
  const summary = open ? question : words;
  const why = alone
    ? text`Why am I seeing this? The policy lets you decide. To read more: why ${collection.id}`
    : text`Why am I seeing this? It was asked for here, and somebody else has to allow it. To read more: why ${collection.id}`;
  return render('approval', data, { summary: summary.replace(/\.$/, ''), why });
}

function questionOf({ askedBy }: Collection, machines: readonly string[]): string {
  const who = personName(askedBy);
  return machines.length === 1
    ? say`${who} asks: collect package from ${machines[0]!}`
    : say`${who} asks: collect package from ${machines.length} machines`;
}

/** "✅ Approved by Dana Reyes 10:35 CET — collecting" */
function outcome(approval: Approval, view: View): { glyph: string; words: string } {
  const { askedAt, expiresAt, said, state } = approval;
  const who = signature(approval, view);
  if (state === 'approved') return { glyph: '✅', words: say`Approved by ${who} — collecting` };
  if (state === 'denied')
    return {
      glyph: '✖',
      words: said ? say`Denied by ${who}: “${clean(said)}”` : say`Denied by ${who}`,
    };
  if (state === 'withdrawn')
    return { glyph: '✖', words: say`Withdrawn by ${who}. Nothing was collected` };
  const waited = inWords((expiresAt.getTime() - askedAt.getTime()) * (view.timeScale ?? 1));
  return { glyph: '⚠️', words: say`No one answered in ${waited}. Nothing was collected` };
}

/** "Dana Reyes 10:35 CET" */
function signature({ decidedAt, decidedBy }: Approval, view: View): string {
  const who = decidedBy ? personName(decidedBy) : say`somebody`;
  return decidedAt ? say`${who} ${clock(decidedAt, view)}` : who;
}

function factsOf(collection: Collection, approval: Approval, machines: readonly string[]): Fact[] {
  return [
    ...fact(say`Machines`, listed(machines.slice(0, mostNamed), machines.length)),
    ...fact(say`Reason`, collection.reason && clean(collection.reason)),
    ...fact(say`Incident`, collection.incident && clean(collection.incident, 40)),
    ...fact(say`Rule`, clean(approval.because.map(translated).join(', '))),
    ...fact(say`Impact`, say`reads forensic data; no reboot, no isolation`),
    ...fact(say`Who can`, whoMayApprove(approval, collection)),
  ];
}

function machinesIn({ packages }: Collection, { packageIds }: Approval): string[] {
  const frozen = new Set(packageIds);
  return packages.filter(({ id }) => frozen.has(id)).map(({ machine }) => machineName(machine));
}

/** The reason goes last: it takes all words behind it. */
function wordsFor({ incident, packages, reason }: Collection, { packageIds }: Approval): string[] {
  const ids = packages.filter(({ id }) => packageIds.includes(id)).map(({ machine }) => machine.id);
  const about = incident ? ['incident', incident] : [];
  return [...ids, ...about, ...(reason ? ['because', clean(reason)] : [])];
}
