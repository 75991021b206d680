import { configFromProcess } from '../config';
import { counted } from '../domain/counted';
import { clean } from '../domain/text';
import { StoredFailedWorkflows } from '../storage/failed-workflows';
import { visitRuns } from '../workflows/engine/runs';
import { connectDatabase } from './offline';
import type { ExitCode, Terminal } from './terminal';

/** `bailiff workflows list`: failed workflows that nobody has resumed or dismissed. */
export function listWorkflows({ stdout }: Terminal): Promise<ExitCode> {
  return withWorkflows(async ({ failedWorkflows }) => {
    const failed = await failedWorkflows.unresolved();
    for (const { error, failedAt, id, name, nextAt, resumes } of failed) {
      const next = nextAt ? `resumes ${nextAt.toISOString()}` : 'needs somebody';
      const line = [
        id,
        name,
        `failed ${failedAt.toISOString()}`,
        `resumed ${counted(resumes, 'time')}`,
        next,
      ];
      stdout.write(`${line.join(' · ')}\n    ${clean(error, 400)}\n`);
    }
    if (failed.length === 0) stdout.write('No workflow has failed.\n');
    return failed.length === 0 ? 0 : 1;
  });
}

/** `bailiff workflows resume <id>`: runs it again from the step that failed. */
export function resumeWorkflow(id: string, terminal: Terminal): Promise<ExitCode> {
  return settle(id, terminal, async ({ connectionString }) => {
    const { close, runs } = await visitRuns(connectionString);
    await runs.restart(id).finally(close);
    return `${id} runs again, on the next free replica.\n`;
  });
}

/** `bailiff workflows dismiss <id>`: takes it off the list and out of `health`. */
export function dismissWorkflow(id: string, terminal: Terminal): Promise<ExitCode> {
  return settle(id, terminal, async () => `${id} is dismissed.\n`);
}

interface Visit {
  readonly failedWorkflows: StoredFailedWorkflows;
  readonly connectionString: string;
}

function settle(
  id: string,
  { stderr, stdout }: Terminal,
  act: (visit: Visit) => Promise<string>,
): Promise<ExitCode> {
  return withWorkflows(async (visit) => {
    if (!(await visit.failedWorkflows.get(id))) {
      stderr.write(`No failed workflow has the id ${clean(id, 100)}.\n`);
      return 1;
    }
    const said = await act(visit);
    await visit.failedWorkflows.resumed(id);
    stdout.write(said);
    return 0;
  });
}

async function withWorkflows(work: (visit: Visit) => Promise<ExitCode>): Promise<ExitCode> {
  const { close, connectionString, db } = await connectDatabase(configFromProcess());
  try {
    return await work({ failedWorkflows: new StoredFailedWorkflows(db), connectionString });
  } finally {
    await close();
  }
}
