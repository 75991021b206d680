import { keptRequestLine } from '../../cards/collect/pending-request';
import { personName } from '../../cards/kit/name';
import { noticeCard } from '../../cards/on-call/failure-alert';
import { refOf } from '../../cards/on-call/on-call';
import { pageLine } from '../../cards/on-call/on-call-words';
import { moment } from '../../cards/kit/time';
import type { View } from '../../cards/kit/render-context';
import type { Answer } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import type { KeptRequest } from '../../domain/pending-request';
import type { Notice } from '../../domain/failure-alert';
import { isPolicyActor } from '../../domain/policy-actor';
import { raw, type SafeText, text } from '../../domain/text';
import { say, translated } from '../../language/language';
import type { IpReportRecord } from '../../ports';
import type { CommandRequest, Tools } from '../command';
import { concerns } from '../on-call/find-alert';
import { viewOf } from '../view';

const mostPages = 6;

/**
 * Why people hear of a job: who asked for it, who is told too, and who was told of its failure.
 * @throws {UserError} no job goes by this id
 */
export async function whyJob(id: string, request: CommandRequest, tools: Tools): Promise<Answer> {
  const { collections, ipReports, keptRequests, notices } = tools;
  const view = viewOf(request, tools);
  const [collection, kept, report, notice] = await Promise.all([
    collections.get(id),
    keptRequests.get(id),
    ipReports.get(id),
    notices.about(id),
  ]);
  const lines = [
    ...(kept && !collection ? keptLines(kept, view) : []),
    ...(collection ? collectionLines(collection, view, kept) : []),
    ...(report ? [reportLine(report, view)] : []),
    ...(notice ? noticeLines(notice, view) : []),
  ];
  if (lines.length === 0)
    throw new UserError(
      text`I know no job ${id}. It is mistyped, or over for more than ${tools.policy.retention.packageDays} days: all but collections is forgotten then.`,
    );
  return { card: noticeCard({ title: text`Why you hear of ${id}`, lines }) };
}

const mostOpen = 50;

/**
 * Asked without a name: what concerns this person last, a failure before what waits for Defender and
 * before a collection of their own.
 * @throws {UserError} nothing does
 */
export async function whyLatest(request: CommandRequest, tools: Tools): Promise<Answer> {
  const { id } = request.actor;
  const open = await tools.notices.open(mostOpen);
  const notice = open.find((one) => concerns(one, id));
  const [kept] = notice ? [] : await tools.keptRequests.waiting(id);
  const [collection] = notice ? [] : await tools.collections.list({ askedBy: id, most: 1 });
  const found = notice ? refOf(notice) : (kept ?? collection)?.id;
  if (found) return whyJob(found, request, tools);
  throw new UserError(text`Say which incident or job, for example: why 4711, or why C-7F3K2.`);
}

function keptLines({ about, askedAt, askedBy, end, id }: KeptRequest, view: View): SafeText[] {
  const asked = text`${personName(askedBy)} asked for it ${moment(askedAt, view)}`;
  return [
    text`${raw(asked)}: ${about.reason ?? say`no reason given`}.`,
    keptRequestLine({ end, id }),
  ];
}

/** One that was kept was asked for before it was begun. */
function collectionLines(collection: Collection, view: View, kept?: KeptRequest): SafeText[] {
  const { approval, askedAt, askedBy, followers, incident, reason } = collection;
  const about = reason ?? (incident && say`incident ${incident}`) ?? say`no reason given`;
  const others = followers.map(({ person }) => personName(person)).join(', ');
  const when = moment(kept?.askedAt ?? askedAt, view);
  return [
    isPolicyActor(askedBy)
      ? text`${personName(askedBy)} of the policy started it ${when}: ${about}.`
      : text`${personName(askedBy)} asked for it ${when}: ${about}. Its end is told there.`,
    ...(kept ? [text`Defender did not answer then. It was begun ${moment(askedAt, view)}.`] : []),
    ...(others ? [text`Told too, because they asked for the same machine: ${others}.`] : []),
    ...(approval
      ? [
          text`Any ${approval.by} but who asked was asked to allow it: ${approval.because.map(translated).join(', ')}.`,
        ]
      : []),
  ];
}

function reportLine({ request, startedAt }: IpReportRecord, view: View): SafeText {
  const { askedBy } = request;
  const when = moment(startedAt, view);
  return isPolicyActor(askedBy)
    ? text`${personName(askedBy)} of the policy asked for this IP report ${when}.`
    : text`${personName(askedBy)} asked for this IP report ${when}.`;
}

/** Each page with its reason, the last ones: an old notice may have many. */
function noticeLines({ chain, pages }: Notice, view: View): SafeText[] {
  const names = chain.map(({ name }) => translated(name)).join(', ');
  return [
    text`It failed. Failures go to, one after the other: ${names}.`,
    ...pages.slice(-mostPages).map((page) => pageLine(page, view)),
  ];
}
