import { pendingRequestLine } from '../../cards/collect/pending-request';
import { messageCard } from '../../cards/kit/message';
import { personName } from '../../cards/kit/name';
import type { RenderContext } from '../../cards/kit/render-context';
import { moment } from '../../cards/kit/time';
import { refOf } from '../../cards/on-call/on-call';
import { pageLine } from '../../cards/on-call/on-call-words';
import type { Reply } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import type { FailureAlert } from '../../domain/failure-alert';
import type { PendingRequest } from '../../domain/pending-request';
import { isPolicyActor } from '../../domain/policy-actor';
import { markdown, md, type SafeText } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import type { IpReportRecord } from '../../ports';
import type {
  CollectServices,
  CommandRequest,
  OnCallServices,
  PlatformServices,
  ReportServices,
} from '../command';
import { concerns } from '../on-call/find-alert';

const maxPages = 6;

/**
 * Explains who is notified about a job: requester, followers, and who was paged for its failure.
 * @throws {UserError} unknown job
 */
export async function whyJob(
  id: string,
  request: CommandRequest,
  services: PlatformServices & CollectServices & ReportServices & OnCallServices,
): Promise<Reply> {
  const { collections, ipReports, pendingRequests, failureAlerts } = services;
  const view = request.render;
  const [collection, kept, report, failureAlert] = await Promise.all([
    collections.get(id),
    pendingRequests.get(id),
    ipReports.get(id),
    failureAlerts.about(id),
  ]);
  const lines = [
    ...(kept && !collection ? keptLines(kept, view) : []),
    ...(collection ? collectionLines(collection, view, kept) : []),
    ...(report ? [reportLine(report, view)] : []),
    ...(failureAlert ? failureAlertLines(failureAlert, view) : []),
  ];
  if (lines.length === 0)
    throw new UserError(
      md`No job ${id} found. Check the id: anything except collections is deleted ${services.policy.retention.packageDays} days after it ends.`,
    );
  return { card: messageCard({ title: md`Why you’re getting updates on ${id}`, lines }) };
}

const maxOpen = 50;

/**
 * Explains the latest job of this person: a failure first, then a pending request, then a
 * collection.
 * @throws {UserError} nothing does
 */
export async function whyLatest(
  request: CommandRequest,
  services: PlatformServices & CollectServices & ReportServices & OnCallServices,
): Promise<Reply> {
  const { id } = request.actor;
  const open = await services.failureAlerts.open(maxOpen);
  const failureAlert = open.find((one) => concerns(one, id));
  const [kept] = failureAlert ? [] : await services.pendingRequests.waiting(id);
  const [collection] = failureAlert
    ? []
    : await services.collections.list({ askedBy: id, most: 1 });
  const found = failureAlert ? refOf(failureAlert) : (kept ?? collection)?.id;
  if (found) return whyJob(found, request, services);
  throw new UserError(md`Name an incident or a job, for example: why 4711, or why C-7F3K2`);
}

function keptLines(request: PendingRequest, view: RenderContext): SafeText[] {
  const { about, askedAt, askedBy } = request;
  const asked = md`${personName(askedBy)} requested it ${moment(askedAt, view)}`;
  return [
    md`${markdown(asked)}: ${about.reason ?? t`no reason given`}.`,
    pendingRequestLine(request),
  ];
}

/** A pending request was made before its collection began. */
function collectionLines(
  collection: Collection,
  view: RenderContext,
  kept?: PendingRequest,
): SafeText[] {
  const { approval, askedAt, askedBy, followers, incident, reason } = collection;
  const about = reason ?? (incident && t`incident ${incident}`) ?? t`no reason given`;
  const others = followers.map(({ person }) => personName(person)).join(', ');
  const when = moment(kept?.askedAt ?? askedAt, view);
  return [
    isPolicyActor(askedBy)
      ? md`${personName(askedBy)} started it ${when}: ${about}.`
      : md`${personName(askedBy)} requested it ${when}: ${about}. The result is posted there.`,
    ...(kept
      ? [
          md`Defender wasn’t answering, so the request was queued. Started ${moment(askedAt, view)}.`,
        ]
      : []),
    ...(others ? [md`Also notified (requested the same device): ${others}.`] : []),
    ...(approval
      ? [
          md`Approval was requested from any ${approval.by} except the requester: ${approval.because.map(renderMessage).join(', ')}.`,
        ]
      : []),
  ];
}

function reportLine({ request, startedAt }: IpReportRecord, view: RenderContext): SafeText {
  const { askedBy } = request;
  const when = moment(startedAt, view);
  return isPolicyActor(askedBy)
    ? md`${personName(askedBy)} requested this IP report ${when}.`
    : md`${personName(askedBy)} requested this IP report ${when}.`;
}

/** Lists the last pages, each with its reason. */
function failureAlertLines({ chain, pages }: FailureAlert, view: RenderContext): SafeText[] {
  const names = chain.map(({ name }) => renderMessage(name)).join(', ');
  return [
    md`It failed. Escalation path: ${names}.`,
    ...pages.slice(-maxPages).map((page) => pageLine(page, view)),
  ];
}
