import { mendNotice } from '../../domain/failure-alert-actions';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

/** A try that went well mends what was reported before: a notice with nothing left ends by itself. */
export async function settleNotices(
  run: Run,
  { job, ready }: { readonly job: string; readonly ready: readonly string[] },
  tools: StoryTools,
): Promise<void> {
  if (ready.length === 0) return;
  const noticeId = await run.step('settle the notice', async () => {
    const { clock, notices } = tools;
    const about = await notices.about(job);
    if (!about) return undefined;
    const now = clock.now();
    const after = await notices.change(about.id, (found) => mendNotice(found, new Set(ready), now));
    return after.id;
  });
  if (noticeId)
    await tools.workflows.tell(noticeId, 'notice', { changed: true }, `mended:${run.id}`);
}
