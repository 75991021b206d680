import type { Approval } from '../domain/approval';
import type { Card } from '../domain/card';
import type { Collection } from '../domain/collection';
import { inWords } from '../domain/duration';
import { clean, text } from '../domain/text';
import { type Fact, fact } from './fact';
import { machineName, personName } from './name';
import { render } from './render';
import { clock, count, moment } from './time';
import type { View } from './view';

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
  const what = machines.length === 1 ? machines[0]! : count(machines.length, 'machine');
  const question = `${personName(collection.askedBy)} asks: collect package from ${what}`;
  const again = approval.state === 'expired' && machines.length <= mostNamed;
  const data: ApprovalCard = {
    id: collection.id,
    title: open ? question : outcome(approval, view),
    color: { approved: 'Good', expired: 'Warning' }[approval.state as string] ?? 'Default',
    lines: open
      ? [`Expires ${moment(approval.expiresAt, view)}. Until then nothing happens.`]
      : [question],
    facts: factsOf(collection, approval, machines),
    open,
    again,
    againWords: again ? wordsFor(collection, approval) : [],
    small: `List ${approval.hash.slice(0, 12)} · Ref ${collection.id}`,
  };
  const summary = open ? question : outcome(approval, view).replace(/^\P{L}+/u, '');
  const why = alone
    ? text`Why am I seeing this? The policy lets you decide. To read more: why ${collection.id}`
    : text`Why am I seeing this? It was asked for here, and somebody else has to allow it. To read more: why ${collection.id}`;
  return render('approval', data, { summary: summary.replace(/\.$/, ''), why });
}

/** "✅ Approved by Dana Reyes 10:35 CET — collecting" */
function outcome({ askedAt, decidedAt, decidedBy, expiresAt, said, state }: Approval, view: View) {
  const who = decidedBy ? personName(decidedBy) : 'somebody';
  const when = decidedAt ? ` ${clock(decidedAt, view)}` : '';
  if (state === 'approved') return `✅ Approved by ${who}${when} — collecting`;
  if (state === 'denied') return `✖ Denied by ${who}${when}${said ? `: “${clean(said)}”` : ''}`;
  if (state === 'withdrawn') return `✖ Withdrawn by ${who}${when}. Nothing was collected`;
  const waited = inWords(expiresAt.getTime() - askedAt.getTime());
  return `⚠️ No one answered in ${waited}. Nothing was collected`;
}

function factsOf(collection: Collection, approval: Approval, machines: readonly string[]): Fact[] {
  const named = machines.slice(0, mostNamed).join(', ');
  const rest = machines.length - mostNamed;
  return [
    ...fact('Machines', rest > 0 ? `${named} and ${rest} more` : named),
    ...fact('Reason', collection.reason && clean(collection.reason)),
    ...fact('Incident', collection.incident && clean(collection.incident, 40)),
    ...fact('Rule', clean(approval.because.join(', '))),
    ...fact('Impact', 'reads forensic data; no reboot, no isolation'),
    ...fact('Who can', `any ${approval.by} but ${personName(collection.askedBy)}`),
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
