import { z } from 'zod';
import { approvalNeeded } from '../../access/approvals';
import { collectListCard } from '../../cards/collect/collect-list';
import { jobsCard } from '../../cards/jobs/jobs';
import { keptRequestCard } from '../../cards/collect/pending-request';
import { livingCard } from '../../cards/kit/posted-card';
import { clock } from '../../cards/kit/time';
import type { Answer, Card } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import { shortName } from '../../domain/machine';
import { text, trusted } from '../../domain/text';
import { say } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { reportsListed } from './own-reports';
import { jobNamed } from '../collect/packages';
import { pickMachines } from '../machines/select-machines';
import { button } from '../machines/suggest';
import { viewOf } from '../view';

const args = z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp });
type Request = CommandRequest<z.output<typeof args>>;

export const status = defineCommand({
  name: 'status',
  summary: 'See how far a job is: by its id, by machine, or all of yours that run.',
  usage: 'status [<job>|<machine>]',
  examples: ['status', 'status C-7F3K2', 'status WS-042'],
  role: 'analyst',
  impact: false,
  args,

  async run(request, tools) {
    const { job, machines, byIp } = request.args;
    if (job) return ofJob(job, request, tools);
    if (machines.length + byIp.length > 0) return ofMachine(request, tools);
    return mine(request, tools);
  },
});

async function ofJob(job: string, request: Request, tools: Tools): Promise<Answer> {
  const report = await tools.ipReports.get(job);
  if (report) {
    const at = clock(report.endedAt ?? report.startedAt, viewOf(request, tools));
    const says = {
      running: text`IP report ${job} is being read (${at}).`,
      ready: text`IP report ${job} is ready (${at}).`,
      failed: text`IP report ${job} failed (${at}).`,
      cancelled: text`IP report ${job} was cancelled (${at}).`,
    };
    return { text: says[report.state] };
  }
  const draft = await tools.drafts.get(job);
  if (draft) return { card: await listCard(draft, tools) };
  const view = viewOf(request, tools);
  const kept = await tools.keptRequests.get(job);
  // What it began goes by the same id.
  if (kept && !(await tools.collections.get(job))) return { card: keptRequestCard(kept, view) };
  return { card: livingCard(await jobNamed(job, tools), view) };
}

/** What a list holds that waits to be confirmed. */
async function listCard(draft: Draft, tools: Tools): Promise<Card> {
  const records = await tools.defender.machinesNamed(draft.machineIds);
  const machines = draft.machineIds.flatMap((id) => records.get(id)?.[0] ?? []);
  const waiting = new Set(approvalNeeded(machines, tools.policy)?.machineIds);
  const isOpen = !draft.end && draft.expiresAt > tools.clock.now();
  const go = button(say`Collect ${machines.length} now`, 'collect', [draft.id, '--confirmed']);
  // Without a reason the question itself has to ask for one.
  const suggestions = isOpen && draft.reason ? [go] : [];
  return collectListCard({ draft, machines, waiting, suggestions });
}

async function ofMachine(request: Request, tools: Tools): Promise<Answer> {
  const aim = { verb: 'status', tail: [], nothing: trusted(''), trustsAddress: true };
  const picked = await pickMachines(request, aim, tools);
  if (picked.kind === 'ask') return picked.answer;
  const view = viewOf(request, tools);
  const latest = await Promise.all(
    picked.machines.map(({ id }) => tools.collections.list({ machineId: id, most: 1 })),
  );
  const collections = latest.flat();
  const [only, ...others] = new Map(collections.map((each) => [each.id, each])).values();
  if (!only) {
    const names = picked.machines.map(shortName).join(', ');
    return { text: text`${names}: nothing was collected from here yet.` };
  }
  if (others.length === 0) return { card: livingCard(only, view) };
  return {
    card: jobsCard({ title: say`Latest collections`, collections: [only, ...others] }, view),
  };
}

async function mine(request: Request, tools: Tools): Promise<Answer> {
  const filter = { askedBy: request.actor.id, open: true, most: 100 };
  const collections = await tools.collections.list(filter);
  const reports = await reportsListed(filter, tools);
  const kept = await tools.keptRequests.waiting(request.actor.id);
  const [only, ...others] = [...kept, ...collections, ...reports];
  if (!only) return { text: text`Nothing of yours is running. See what was: jobs` };
  if (others.length === 0) return ofJob(only.id, request, tools);
  const title = say`Your running jobs`;
  return { card: jobsCard({ title, collections, reports, kept }, viewOf(request, tools)) };
}
