import type { Approval } from '../../domain/approval';
import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { inWords } from '../../domain/duration';
import { clean, md } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { type Fact, fact, whoMayApprove } from '../kit/fact';
import { listed } from '../kit/listed';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock, moment } from '../kit/time';

/** Data of `cards/approval.json`: who requests what, and the decision. */
export interface ApprovalCard {
  readonly id: string;
  readonly title: string;
  readonly color: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** Not decided yet. */
  readonly open: boolean;
  readonly again: boolean;
  /** `collect` with these words repeats the request. */
  readonly againWords: readonly string[];
  /** The start of the list's hash; the record has all of it. */
  readonly small: string;
}

const maxNamed = 10;

/** The question to the approvers; edited once, to show the decision. */
export function approvalCard(
  collection: Collection,
  approval: Approval,
  view: RenderContext,
  { alone = false } = {},
): Card {
  const open = approval.state === 'pending';
  const machines = machinesIn(collection, approval);
  const question = questionOf(collection, machines);
  const { glyph, words } = outcome(approval, view);
  const again = approval.state === 'expired' && machines.length <= maxNamed;
  const data: ApprovalCard = {
    id: collection.id,
    title: open ? question : `${glyph} ${words}`,
    color: { approved: 'Good', expired: 'Warning' }[approval.state as string] ?? 'Default',
    lines: open
      ? [t`Expires ${moment(approval.expiresAt, view)}. Nothing happens until then.`]
      : [question],
    facts: factsOf(collection, approval, machines),
    open,
    again,
    againWords: again ? wordsFor(collection, approval) : [],
    small: t`Ref ${collection.id}`,
  };
  const summary = open ? question : words;
  const why = alone
    ? md`Why am I seeing this? You can approve this request. More: why ${collection.id}`
    : md`Why am I seeing this? It was requested here and needs approval. More: why ${collection.id}`;
  return render('approval', data, { summary: summary.replace(/\.$/, ''), why });
}

function questionOf({ askedBy }: Collection, machines: readonly string[]): string {
  const who = personName(askedBy);
  return machines.length === 1
    ? t`${who} requests a package from ${machines[0]!}`
    : t`${who} requests packages from ${machines.length} devices`;
}

/** "✅ Approved by Dana Reyes 10:35 CET — collecting" */
function outcome(approval: Approval, view: RenderContext): { glyph: string; words: string } {
  const { askedAt, expiresAt, said, state } = approval;
  const who = signature(approval, view);
  if (state === 'approved') return { glyph: '✅', words: t`Approved by ${who} · collecting` };
  if (state === 'denied')
    return {
      glyph: '✖',
      words: said ? t`Denied by ${who}: “${clean(said)}”` : t`Denied by ${who}`,
    };
  if (state === 'withdrawn')
    return { glyph: '✖', words: t`Withdrawn by ${who}. Nothing was collected` };
  const waited = inWords((expiresAt.getTime() - askedAt.getTime()) * (view.timeScale ?? 1));
  return { glyph: '⚠️', words: t`Expired: nobody answered within ${waited}. Nothing was collected` };
}

/** "Dana Reyes 10:35 CET" */
function signature({ decidedAt, decidedBy }: Approval, view: RenderContext): string {
  const who = decidedBy ? personName(decidedBy) : t`someone`;
  return decidedAt ? t`${who} ${clock(decidedAt, view)}` : who;
}

function factsOf(collection: Collection, approval: Approval, machines: readonly string[]): Fact[] {
  return [
    ...fact(t`Devices`, listed(machines.slice(0, maxNamed), machines.length)),
    ...fact(t`Reason`, collection.reason && clean(collection.reason)),
    ...fact(t`Incident`, collection.incident && clean(collection.incident, 40)),
    ...fact(t`Rule`, clean(approval.because.map(renderMessage).join(', '))),
    ...fact(t`Impact`, t`Reads forensic data. No reboot, no isolation.`),
    ...fact(t`Who can`, whoMayApprove(approval, collection)),
  ];
}

function machinesIn({ packages }: Collection, { packageIds }: Approval): string[] {
  const frozen = new Set(packageIds);
  return packages.filter(({ id }) => frozen.has(id)).map(({ machine }) => machineName(machine));
}

/** The reason comes last: it takes all words behind it. */
function wordsFor({ incident, packages, reason }: Collection, { packageIds }: Approval): string[] {
  const ids = packages.filter(({ id }) => packageIds.includes(id)).map(({ machine }) => machine.id);
  const about = incident ? ['incident', incident] : [];
  return [...ids, ...about, ...(reason ? ['because', clean(reason)] : [])];
}
