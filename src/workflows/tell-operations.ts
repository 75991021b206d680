import { type ErrorReport, errorReportCard } from '../cards/error-report';
import { viewOf } from './package-step';
import type { StoryTools } from './tools';
import type { Run } from './workflow';

/** Brings an error report to every conversation that subscribed to operations, each once. */
export async function tellOperations(
  run: Run,
  report: ErrorReport,
  tools: StoryTools,
): Promise<void> {
  const channels = await run.step('who operates', () => tools.subscriptions.to('operations'));
  for (const { conversationId } of channels)
    await run.step(`report to ${conversationId}`, async () => {
      const card = errorReportCard(report, viewOf(tools));
      await tools.messenger.post({ conversationId, kind: 'channel' }, { card });
    });
}
