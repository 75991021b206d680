import { z } from 'zod';
import { type IpReportSubject, ipReportCard } from '../../cards/ip-report/ip-report';
import { days, hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { IpReportRequest } from '../../ports';
import {
  type CommandRequest,
  defineCommand,
  fields,
  type MachineServices,
  type PlatformServices,
  type ReportServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { addressKnown } from './ip-address';
import { reportWords } from './report-words';

const longest = days(30);

const args = z.object({
  alert: fields.alert,
  incident: fields.incident,
  window: fields.window,
  severity: fields.severity,
  byIp: fields.byIp,
  machines: fields.machines,
  words: fields.words,
});
type Request = CommandRequest<z.output<typeof args>>;

export const ips = defineCommand({
  name: 'ips',
  summary: 'List the IP addresses of an alert, an incident, or a time range, or show one address.',
  usage: 'ips for alert <id> | for incident <id> | last 24h [high+] [only new]; ip <address>',
  examples: [
    'ips for incident 4711',
    'ips last 24h high+',
    'ips last 7d only new',
    'ips 203.0.113.45',
  ],
  role: 'analyst',
  impact: false,
  synonyms: [
    ...['ip report', 'ip reports', 'ip', 'ip address', 'ip addresses', 'report ip', 'report ips'],
    ...['show ip', 'show ips', 'list ips', 'get ips', 'reports'],
  ],
  casual: ['report'],
  foreign: foreignVerbs.ips,
  window: 'default',
  answers: 'address',
  words: reportWords,
  args,

  async run(request, services: PlatformServices & MachineServices & ReportServices) {
    const { byIp, words } = request.args;
    const [address] = byIp;
    if (address && !isAboutAlerts(request)) return addressKnown(address, request, services);
    assertMachine(request);
    const about = subjectOf(request);
    const opened = await services.ipReports.open(request.requestId, {
      askedBy: request.actor,
      place: request.place,
      timeZone: request.render.timeZone,
      of: askedFor(about),
      ...(words.includes('new') && { onlyNew: true }),
    });
    await services.workflows.start('ip-report', opened.id, opened);
    const card = ipReportCard(
      {
        ref: opened.id,
        about,
        askedBy: request.actor.name,
        state: { kind: 'reading', alerts: 0 },
      },
      request.render,
    );
    return { card, cardKey: opened.id };
  },
});

/** An alert or an incident was named: then an address beside it is only a word. */
function isAboutAlerts({ args: { alert, incident } }: Request): boolean {
  return Boolean(alert || incident);
}

/** @throws {UserError} a machine was named: a report over all machines would not answer that */
function assertMachine({ args: { alert, incident, machines } }: Request): void {
  const [name] = machines;
  if (!name) return;
  const whole = alert
    ? { title: t`The whole alert`, verb: 'ips', words: ['alert', alert] }
    : incident
      ? { title: t`The whole incident`, verb: 'ips', words: ['incident', incident] }
      : { title: t`Last 24 hours`, verb: 'ips', words: ['last', '24h'] };
  throw new UserError(
    md`I can list IPs for an alert, an incident, or a time range, not for “${name}”.`,
    [{ title: t`Look it up`, verb: 'machine', words: [name] }, whole],
  );
}

function subjectOf({ args: { alert, incident, window, severity }, at }: Request): IpReportSubject {
  if (alert) return { alert };
  if (incident) return { incident };
  const { from, to } = window ?? { from: new Date(at.getTime() - hours(24)), to: at };
  assertEndless(from, to);
  return { from, to, ...(severity && severity.length > 0 && { severity }) };
}

/** @throws {UserError} a time range that ends before it begins, or is longer than the maximum */
function assertEndless(from: Date, to: Date): void {
  const span = to.getTime() - from.getTime();
  if (span <= 0) throw new UserError(md`That time range ends before it starts.`);
  // An hour more: thirty days across the end of daylight-saving time.
  if (span > longest + hours(1))
    throw new UserError(md`Reports cover up to 30 days.`, [
      { title: t`Last 30 days`, verb: 'ips', words: ['last', '30d'] },
    ]);
}

function askedFor(about: IpReportSubject): IpReportRequest['of'] {
  if (!('from' in about)) return about;
  return { ...about, from: about.from.toISOString(), to: about.to.toISOString() };
}
