import { minutes } from '../domain/duration';
import { WordedError } from '../domain/errors';
import type { Part } from '../health';
import { msg, sentence } from '../language/language';
import type { FailedWorkflow } from '../ports';

// Real time: an answer takes seconds, also from a slow Defender.
const longestWait = minutes(2);

/** What is known about this replica's workflows. */
export interface WorkflowFigures {
  readonly orphanedWorkflows: () => number;
  readonly oldestTurn: () => Promise<Date | undefined>;
  readonly failedWorkflows: () => Promise<readonly FailedWorkflow[]>;
}

/** The checks of the workflows; nothing to report before they run. */
export function workflowParts(figures: () => WorkflowFigures | undefined): Part[] {
  return [
    {
      part: 'workflows',
      check: async () => {
        const orphaned = figures()?.orphanedWorkflows() ?? 0;
        if (orphaned > 0) throw new WordedError(msg`${orphaned} don’t run`);
        const oldest = await figures()?.oldestTurn();
        const waits = oldest ? Date.now() - oldest.getTime() : 0;
        if (waits > longestWait)
          throw new WordedError(
            msg`a message has waited ${Math.floor(waits / 1000)} s for its answer`,
          );
        return sentence`running`;
      },
      fails: sentence`not all of them go on`,
    },
    {
      part: 'failed workflows',
      isOptional: true,
      check: async () => {
        const failed = (await figures()?.failedWorkflows()) ?? [];
        const waiting = failed.filter(({ nextAt }) => nextAt === undefined);
        if (waiting.length > 0)
          throw new WordedError(msg`${waiting.length}, the first is ${waiting[0]!.id}`);
        return sentence`none`;
      },
      fails: sentence`run bailiff workflows list`,
    },
  ];
}
