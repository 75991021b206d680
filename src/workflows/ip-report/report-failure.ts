import { chainAt, dutyAt, momentAt } from '../../access/on-call';
import { minutes } from '../../domain/duration';
import { type Mishap, subjectOf, type Trouble } from '../../domain/failure-alert';
import { joinNotice, openNotice } from '../../domain/failure-alert-actions';
import { inEnglish } from '../../language/language';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

// Failures of one cause that follow each other within this are one thing to look at.
const together = minutes(10);

/** Brings a failure to the people on duty: a notice of its own, or one more on the notice of its cause. */
export async function reportTrouble(
  run: Run,
  { trouble, mishap }: { readonly trouble: Trouble; readonly mishap: Mishap },
  tools: StoryTools,
): Promise<void> {
  const id = await run.step(`report ${mishap.key}`, async () => {
    const { clock, leads, notices, overrides, policy } = tools;
    const at = clock.now();
    const changed = await overrides.from(at);
    const beginning = {
      trouble,
      mishap,
      chain: chainAt({ onCall: policy.onCall, leads: await leads.list() }, changed, at),
      nobodyOnCall: !dutyAt(policy.onCall, changed, at).person,
    };
    const notice = await notices.report({
      cause: `${trouble.kind}: ${inEnglish(trouble.cause)}`,
      since: new Date(at.getTime() - clock.real(together)),
      key: mishap.key,
      job: mishap.job,
      subject: subjectOf(mishap),
      at,
      open: (newId) => openNotice(newId, beginning, momentAt(policy.onCall, at, clock.real)),
      join: (found) => joinNotice(found, mishap, trouble),
    });
    return notice.id;
  });
  await run.start('notice', id, { noticeId: id });
  await tools.workflows.tell(id, 'notice', { changed: true }, `mishap:${mishap.key}`);
}
