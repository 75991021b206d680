import { chainAt, momentAt, onCallAt } from '../../access/on-call';
import { minutes } from '../../domain/duration';
import { type FailureDetails, type JobFailure, subjectOf } from '../../domain/failure-alert';
import { joinFailureAlert, openFailureAlert } from '../../domain/failure-alert-actions';
import { renderEnglish } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';

// Failures of one cause that follow each other within this are one thing to look at.
const together = minutes(10);

/** Brings a failure to the people on duty: a notice of its own, or one more on the notice of its cause. */
export async function openAlertFor(
  context: WorkflowContext,
  { failure, jobFailure }: { readonly failure: FailureDetails; readonly jobFailure: JobFailure },
  services: WorkflowServices,
): Promise<void> {
  const id = await context.step(`report ${jobFailure.key}`, async () => {
    const { clock, leads, failureAlerts, overrides, policy } = services;
    const at = clock.now();
    const changed = await overrides.from(at);
    const beginning = {
      failure,
      jobFailure,
      chain: chainAt({ onCall: policy.onCall, leads: await leads.list() }, changed, at),
      nobodyOnCall: !onCallAt(policy.onCall, changed, at).person,
    };
    const failureAlert = await failureAlerts.report({
      cause: `${failure.kind}: ${renderEnglish(failure.cause)}`,
      since: new Date(at.getTime() - clock.real(together)),
      key: jobFailure.key,
      job: jobFailure.job,
      subject: subjectOf(jobFailure),
      at,
      open: (newId) => openFailureAlert(newId, beginning, momentAt(policy.onCall, at, clock.real)),
      join: (found) => joinFailureAlert(found, jobFailure, failure),
    });
    return failureAlert.id;
  });
  await context.start('notice', id, { noticeId: id });
  await services.workflows.signal(id, 'notice', { changed: true }, `mishap:${jobFailure.key}`);
}
