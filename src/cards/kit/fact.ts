import type { Approval } from '../../domain/approval';
import type { Collection, Failure } from '../../domain/collection';
import { isPolicyActor } from '../../domain/policy-actor';
import { clean } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { personName } from './name';

/** One line of a FactSet. */
export interface Fact {
  readonly title: string;
  readonly value: string;
}

/** A fact, or nothing where there is no value. */
export function fact(title: string, value: string | undefined): Fact[] {
  return value ? [{ title, value }] : [];
}

/** Who asked for it, why, and for what. */
export function requestFacts(collection: Collection): Fact[] {
  const followers = collection.followers.slice(0, 3).map(({ person }) => personName(person));
  const more = collection.followers.length - followers.length;
  return [
    { title: t`Requested by`, value: personName(collection.askedBy) },
    ...fact(t`Reason`, collection.reason && clean(collection.reason)),
    ...fact(t`Incident`, collection.incident && clean(collection.incident, 40)),
    ...fact(t`Ticket`, collection.ticket && clean(collection.ticket, 40)),
    ...approvalFact(collection),
    ...fact(t`Also notified`, [...followers, ...(more > 0 ? [t`${more} more`] : [])].join(', ')),
  ];
}

/** Who allowed it; while somebody is waited for, who that may be. */
function approvalFact(collection: Collection): Fact[] {
  const { approval } = collection;
  if (approval?.state === 'pending') return fact(t`Approval`, whoMayApprove(approval, collection));
  const who = approval?.decidedBy && personName(approval.decidedBy);
  if (approval?.state === 'approved') return fact(t`Approved by`, who);
  return approval?.state === 'denied' ? fact(t`Denied by`, who) : [];
}

/** Nobody allows what they asked for themselves; a rule of the policy could not anyway. */
export function whoMayApprove(
  { by }: Pick<Approval, 'by'>,
  { askedBy }: Pick<Collection, 'askedBy'>,
): string {
  return isPolicyActor(askedBy) ? t`any ${by}` : t`any ${by} except ${personName(askedBy)}`;
}

/** The raw side of a failure: for whoever has to look deeper. */
export function failureFacts(failure: Omit<Failure, 'cause'>): Fact[] {
  const code = [failure.status, failure.code].filter(Boolean).join(' ');
  return [
    ...failure.tried.slice(-5).map((line, at) => ({
      title: at === 0 ? t`Attempts` : t`Then`,
      value: clean(renderMessage(line), 120),
    })),
    ...fact(t`Code`, clean(code, 120)),
    ...fact(t`Defender said`, failure.said && clean(renderMessage(failure.said))),
    ...fact(t`Defender’s message`, failure.troubleshootInfo && clean(failure.troubleshootInfo)),
    ...fact(t`Error`, failure.errorHResult ? hresult(failure.errorHResult) : undefined),
    ...fact(t`Trace`, failure.trace && clean(failure.trace, 80)),
  ];
}

/** `-2147024891` as `0x80070005`: the way it is looked up. */
function hresult(signed: number): string {
  return `0x${(signed >>> 0).toString(16).padStart(8, '0')}`;
}
