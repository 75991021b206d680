import { chainAt, momentAt, onCallAt } from '../../access/on-call';
import { minutes } from '../../domain/duration';
import { type FailureDetails, type JobFailure, subjectOf } from '../../domain/failure-alert';
import { joinFailureAlert, openFailureAlert } from '../../domain/failure-alert-actions';
import { renderEnglish } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { leadsInTime } from './leads-in-time';

// Failures with one cause within this period share an alert.
const together = minutes(10);

export interface Reported {
  readonly failure: FailureDetails;
  readonly jobFailure: JobFailure;
}

/**
 * Brings a failure to the people on call: opens an alert, or joins the open one of the same cause,
 * and starts its notification.
 */
export async function openAlertFor(
  context: WorkflowContext,
  reported: Reported,
  services: WorkflowServices,
): Promise<void> {
  const { key } = reported.jobFailure;
  const id = await context.step(`report ${key}`, () => recordFailure(reported, services));
  await context.start('notice', id, { noticeId: id });
  await services.workflows.signal(id, 'notice', { changed: true }, `mishap:${key}`);
}

/** Opens or joins the alert. Returns its id, the same one for the same failure. */
export async function recordFailure(
  { failure, jobFailure }: Reported,
  services: WorkflowServices,
): Promise<string> {
  const { clock, failureAlerts, overrides, policy } = services;
  const at = clock.now();
  const changed = await overrides.from(at);
  const beginning = {
    ...{ failure, jobFailure },
    chain: chainAt({ onCall: policy.onCall, leads: await leadsInTime(services) }, changed, at),
    nobodyOnCall: !onCallAt(policy.onCall, changed, at).person,
  };
  const failureAlert = await failureAlerts.report({
    cause: `${failure.kind}: ${renderEnglish(failure.cause)}`,
    since: new Date(at.getTime() - clock.real(together)),
    key: jobFailure.key,
    job: jobFailure.job,
    subject: subjectOf(jobFailure),
    at,
    open: (newId) => openFailureAlert(newId, beginning, momentAt(policy.onCall, at, clock)),
    join: (found) => joinFailureAlert(found, jobFailure, failure),
  });
  return failureAlert.id;
}
