import { personName } from '../cards/name';
import { noticeCard } from '../cards/notice';
import { refOf } from '../cards/on-call';
import { pageLine } from '../cards/on-call-words';
import { moment } from '../cards/time';
import type { View } from '../cards/view';
import type { Answer } from '../domain/card';
import type { Collection } from '../domain/collection';
import { UserError } from '../domain/errors';
import type { Notice } from '../domain/notice';
import { isPolicyActor } from '../domain/policy-actor';
import { type SafeText, text } from '../domain/text';
import { say, translated } from '../language/language';
import type { IpReportRecord } from '../ports';
import type { CommandRequest, Tools } from './command';
import { concerns } from './notice-meant';
import { viewOf } from './view';

const mostPages = 6;

/**
 * Why people hear of a job: who asked for it, who is told too, and who was told of its failure.
 * @throws {UserError} no job goes by this id
 */
export async function whyJob(id: string, request: CommandRequest, tools: Tools): Promise<Answer> {
  const { collections, ipReports, notices } = tools;
  const view = viewOf(request, tools);
  const [collection, report, notice] = await Promise.all([
    collections.get(id),
    ipReports.get(id),
    notices.about(id),
  ]);
  const lines = [
    ...(collection ? collectionLines(collection, view) : []),
    ...(report ? [reportLine(report, view)] : []),
    ...(notice ? noticeLines(notice, view) : []),
  ];
  if (lines.length === 0)
    throw new UserError(
      text`I know no job ${id}. It is mistyped, or an IP report of more than ${tools.policy.retention.packageDays} days ago: those are forgotten.`,
    );
  return { card: noticeCard({ title: text`Why you hear of ${id}`, lines }) };
}

const mostOpen = 50;

/**
 * Asked without a name: what concerns this person last, a failure before a collection of their own.
 * @throws {UserError} nothing does
 */
export async function whyLatest(request: CommandRequest, tools: Tools): Promise<Answer> {
  const { id } = request.actor;
  const open = await tools.notices.open(mostOpen);
  const notice = open.find((one) => concerns(one, id));
  const [collection] = notice ? [] : await tools.collections.list({ askedBy: id, most: 1 });
  const found = notice ? refOf(notice) : collection?.id;
  if (found) return whyJob(found, request, tools);
  throw new UserError(text`Say which incident or job, for example: why 4711, or why C-7F3K2.`);
}

function collectionLines(collection: Collection, view: View): SafeText[] {
  const { approval, askedAt, askedBy, followers, incident, reason } = collection;
  const about = reason ?? (incident && say`incident ${incident}`) ?? say`no reason given`;
  const others = followers.map(({ person }) => personName(person)).join(', ');
  const when = moment(askedAt, view);
  return [
    isPolicyActor(askedBy)
      ? text`${personName(askedBy)} of the policy started it ${when}: ${about}.`
      : text`${personName(askedBy)} asked for it ${when}: ${about}. Its end is told there.`,
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
