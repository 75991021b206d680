import { z } from 'zod';
import { admissionFor } from '../../access/admission';
import { collectListCard } from '../../cards/collect/collect-list';
import { pendingRequestCard } from '../../cards/collect/pending-request';
import { jobsCard } from '../../cards/jobs/jobs';
import { collectionStatusCard } from '../../cards/kit/posted-card';
import { clock } from '../../cards/kit/time';
import type { Card, Reply } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import { shortName } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import type { IpReportRecord } from '../../ports';
import { jobNamed } from '../collect/packages';
import {
  type CollectServices,
  type CommandRequest,
  type CommandServices,
  defineCommand,
  fields,
  type MachineServices,
  type PlatformServices,
  type ReportServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { machinesById } from '../machines/find-machines';
import { selectMachines } from '../machines/select-machines';
import { button } from '../machines/suggest';
import { failureWords, latestFailed } from './last-failure';
import { reportsListed } from './own-reports';

const args = z.object({
  job: fields.job,
  machines: fields.machines,
  byIp: fields.byIp,
  words: fields.words,
});
type Request = CommandRequest<z.output<typeof args>>;

export const status = defineCommand({
  name: 'status',
  summary: 'Show the status of a job, a device, or everything you have running.',
  usage: 'status [<job>|<machine>]',
  examples: ['status', 'status C-7F3K2', 'status WS-042'],
  role: 'analyst',
  impact: false,
  synonyms: ['progress', 'where is', 'wheres', 'where are', 'how far', 'whats up with'],
  foreign: foreignVerbs.status,
  weak: { asking: ['check'] },
  window: 'taken',
  words: failureWords,
  interrupts: true,
  answers: 'progress',
  flagWords: { all: ['all'] },
  args,

  async run(request, services: CommandServices) {
    const { job, machines, byIp } = request.args;
    if (job) return ofJob(job, request, services);
    if (machines.length + byIp.length > 0) return ofMachine(request, services);
    if (request.args.words.length > 0) return lastFailure(request, services);
    return mine(request, services);
  },
});

async function ofJob(
  job: string,
  request: Request,
  services: PlatformServices & MachineServices & CollectServices & ReportServices,
): Promise<Reply> {
  const report = await services.ipReports.get(job);
  if (report) {
    const at = clock(report.endedAt ?? report.startedAt, request.render);
    const says = {
      running: md`IP report ${job} is running (${at}).`,
      ready: md`IP report ${job} is ready (${at}).`,
      failed: failedReport(report, at),
      cancelled: md`IP report ${job} was cancelled (${at}).`,
    };
    return { text: says[report.state] };
  }
  const draft = await services.drafts.get(job);
  if (draft?.kind) return { text: md`${job} is a question to ${draft.askedBy.name}.` };
  if (draft) return { card: await listCard(draft, services) };
  const view = request.render;
  const kept = await services.pendingRequests.get(job);
  // A collection that it began has the same id.
  if (kept && !(await services.collections.get(job)))
    return { card: pendingRequestCard(kept, view) };
  return { card: collectionStatusCard(await jobNamed(job, services), view) };
}

function failedReport({ request: { id }, summary = {} }: IpReportRecord, at: string): SafeText {
  const { cause, unknown } = summary;
  const failed = md`IP report ${id} failed (${at}).`;
  if (typeof unknown === 'string') return md`${markdown(failed)} Defender doesn’t know ${unknown}.`;
  return typeof cause === 'string' ? md`${markdown(failed)} ${renderMessage(cause)}` : failed;
}

/** Shows a draft that waits for confirmation. */
async function listCard(
  draft: Draft,
  services: PlatformServices & MachineServices & CollectServices,
): Promise<Card> {
  const machines = [...(await machinesById(draft.machineIds, services.defender)).values()];
  const admission = admissionFor(draft.askedBy, services);
  const recent = await services.collections.requestedBy(draft.askedBy.id, admission.windowMs);
  const waiting = new Set(admission.approvalFor(machines, recent)?.machineIds);
  const isOpen = !draft.end && draft.expiresAt > services.clock.now();
  const go = button(t`Collect ${machines.length} now`, 'collect', [draft.id, '--confirmed']);
  // Without a reason, only the confirmation card can start it.
  const suggestions = isOpen && draft.reason ? [go] : [];
  return collectListCard({ draft, machines, waiting, suggestions });
}

async function ofMachine(request: Request, services: CommandServices): Promise<Reply> {
  const aim = { verb: 'status', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
  const picked = await selectMachines(request, aim, services);
  if (picked.kind === 'ask') return picked.answer;
  const view = request.render;
  const latest = await Promise.all(
    picked.machines.map(({ id }) => services.collections.list({ machineId: id, most: 1 })),
  );
  const collections = latest.flat();
  const [only, ...others] = new Map(collections.map((each) => [each.id, each])).values();
  if (!only) {
    const names = picked.machines.map(shortName).join(', ');
    return { text: md`${names}: no collections yet.` };
  }
  if (others.length === 0) return { card: collectionStatusCard(only, view) };
  return {
    card: jobsCard({ title: t`Latest collections`, collections: [only, ...others] }, view),
  };
}

/** Answers "why did it fail?", where nothing else is named. */
async function lastFailure(
  request: Request,
  services: PlatformServices & MachineServices & CollectServices & ReportServices,
): Promise<Reply> {
  const failed = await latestFailed(request, services);
  if (failed) return ofJob(failed, request, services);
  return { text: md`Nothing of yours has failed, and nothing here. All jobs: jobs` };
}

async function mine(
  request: Request,
  services: PlatformServices & MachineServices & CollectServices & ReportServices,
): Promise<Reply> {
  const filter = { askedBy: request.actor.id, open: true, most: 100 };
  const collections = await services.collections.list(filter);
  const reports = await reportsListed(filter, services);
  const kept = await services.pendingRequests.waiting(request.actor.id);
  const [only, ...others] = [...kept, ...collections, ...reports];
  if (!only) return { text: md`You have nothing running. Earlier jobs: jobs` };
  if (others.length === 0) return ofJob(only.id, request, services);
  const title = t`Your running jobs`;
  return {
    card: jobsCard({ title, collections, reports, kept }, request.render),
  };
}
