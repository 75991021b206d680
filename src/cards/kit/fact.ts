import type { Approval } from '../../domain/approval';
import type { Collection, Failure } from '../../domain/collection';
import { isPolicyActor } from '../../domain/policy-actor';
import { clean } from '../../domain/text';
import { renderMessage, sentence, t } from '../../language/language';
import { personName } from './name';

/** One line of a FactSet. */
export interface Fact {
  readonly title: string;
  readonly value: string;
}

/** Returns a fact; undefined without a value. */
export function fact(title: string, value: string | undefined): Fact[] {
  return value ? [{ title, value }] : [];
}

/** Requester, reason and purpose. */
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

/** The approver; while pending, who may approve. */
function approvalFact(collection: Collection): Fact[] {
  const { approval } = collection;
  if (approval?.state === 'pending') return fact(t`Approval`, whoMayApprove(approval, collection));
  const who = approval?.decidedBy && personName(approval.decidedBy);
  if (approval?.state === 'approved') return fact(t`Approved by`, who);
  return approval?.state === 'denied' ? fact(t`Denied by`, who) : [];
}

/** Nobody may approve their own request; a policy rule never can. */
export function whoMayApprove(
  { by }: Pick<Approval, 'by'>,
  { askedBy }: Pick<Collection, 'askedBy'>,
): string {
  return isPolicyActor(askedBy) ? t`any ${by}` : t`any ${by} except ${personName(askedBy)}`;
}

/**
 * Every failed collection was sent to Defender; the first of these names is from older releases.
 */
const obvious = [sentence`Defender asked the machine`, sentence`Defender sent the request`];
/** A status that only repeats that it failed. */
const failed = new Set(['Failed', 'TimeOut']);

/**
 * Technical details of a failure, without those that its cause already contains, such as the error
 * number.
 */
export function failureFacts(failure: Omit<Failure, 'cause'>): Fact[] {
  const status = failed.has(failure.status ?? '') ? '' : failure.status;
  const history = failure.tried
    .filter((line) => typeof line !== 'string' || !obvious.includes(line))
    .slice(-5)
    .map((line) => clean(renderMessage(line), 120));
  return [
    ...fact(t`History`, history.join(' · ')),
    ...fact(t`Code`, clean([status, failure.code].filter(Boolean).join(' '), 120)),
    ...fact(t`Defender said`, failure.said && clean(renderMessage(failure.said))),
    ...fact(t`Defender’s message`, failure.troubleshootInfo && clean(failure.troubleshootInfo)),
    ...fact(t`Trace`, failure.trace && clean(failure.trace, 80)),
  ];
}
