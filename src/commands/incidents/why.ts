import { z } from 'zod';
import { type Trigger, triggersFor } from '../../access/rules';
import { noticeCard } from '../../cards/on-call/failure-alert';
import { clock } from '../../cards/kit/time';
import type { View } from '../../cards/kit/render-context';
import { hours } from '../../domain/duration';
import { type Suggestion, UserError } from '../../domain/errors';
import { follows } from '../../domain/follows';
import { channelOf } from '../../domain/place';
import type { SeenIncident } from '../../domain/seen-incident';
import { raw, type SafeText, text } from '../../domain/text';
import { say } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { filterInWords } from '../channels/subscription-topics';
import { viewOf } from '../view';
import { whyJob, whyLatest } from './why-job';

const args = z.object({ incident: fields.incident, job: fields.job, words: fields.words });
type Request = CommandRequest<z.output<typeof args>>;

export const why = defineCommand({
  name: 'why',
  summary: 'Say why an incident or a job is told here, and by which rules anything was started.',
  usage: 'why <incident>|<job>',
  examples: ['why 4711', 'why C-7F3K2'],
  role: 'analyst',
  impact: false,
  args,

  async run(request, tools) {
    if (request.args.job) return whyJob(request.args.job, request, tools);
    const id = request.args.incident ?? request.args.words.find((word) => /^#?\d+$/.test(word));
    if (!id) return whyLatest(request, tools);
    const seen = await tools.incidents.get(id.replace('#', ''));
    if (!seen) throw new UserError(text`I have not seen incident ${id}.`);
    const rules = seen.isOld ? [] : triggersFor(seen.incident, tools.policy);
    const about = await Promise.all(rules.map((rule) => ruleInWords(rule, request, tools)));
    return {
      card: noticeCard({
        title: text`Why incident ${seen.incident.id} is here`,
        lines: [
          ...(await subscriptionLines(seen, request, tools)),
          ...stopLines(seen, viewOf(request, tools)),
          ...starts(
            seen,
            about.map(({ lines }) => lines),
          ),
        ],
        suggestions: about.slice(0, 1).map(({ suggestion }) => suggestion),
      }),
    };
  },
});

function starts({ isOld }: SeenIncident, about: readonly SafeText[][]): SafeText[] {
  if (isOld) return [text`It is older than Bailiff’s first start: no rule acts on it.`];
  if (about.length === 0) return [text`No rule of the policy applies. Nothing was started.`];
  return about.flat();
}

/** Before the rules: while it is stopped, none of them starts anything. */
function stopLines({ incident: { id }, stopped }: SeenIncident, view: View): SafeText[] {
  if (!stopped) return [];
  return [
    text`⏸ ${stopped.by.name} stopped it ${clock(stopped.at, view)}: nothing more starts by itself.`,
    text`To go on: resume incident ${id}`,
  ];
}

async function subscriptionLines({ incident }: SeenIncident, request: Request, tools: Tools) {
  const here = await tools.subscriptions.of(channelOf(request.place.conversationId));
  const view = viewOf(request, tools);
  return here
    .filter((one) => one.topic === 'incidents' && follows(one, incident))
    .map((one) => {
      const wanted = filterInWords(one);
      const [by, at] = [one.by.name, clock(one.at, view)];
      return wanted
        ? text`This place follows incidents ${wanted}: ${by} asked for it ${at}.`
        : text`This place follows incidents: ${by} asked for it ${at}.`;
    });
}

/** How a rule stands, and the one button that changes that. */
async function ruleInWords(rule: Trigger, request: Request, tools: Tools) {
  const now = tools.clock.now();
  const hourAgo = new Date(now.getTime() - tools.clock.real(hours(1)));
  const { mutedUntil, pausedAt, used } = await tools.triggers.state(rule.name, hourAgo);
  const view = viewOf(request, tools);
  const isMuted = mutedUntil !== undefined && mutedUntil > now;
  const lines = [
    text`Rule “${rule.name}” of the policy means ${conditionsOf(rule)}. ${raw(workOf(rule))}`,
    text`${used} of ${rule.perHour} machines used this hour.`,
    ...(pausedAt
      ? [
          text`Paused since ${clock(pausedAt, view)}: it wanted more than that. To go on: resume ${rule.name}`,
        ]
      : []),
    ...(isMuted ? [text`Muted until ${clock(mutedUntil, view)}.`] : []),
  ];
  const suggestion: Suggestion =
    pausedAt || isMuted
      ? { title: say`Resume rule`, verb: 'resume', words: [rule.name] }
      : { title: say`Mute rule 1 h`, verb: 'mute', words: [rule.name, '1h'] };
  return { lines, suggestion };
}

function workOf({ collect, ipReport }: Trigger): SafeText {
  const what = {
    compromised: say`compromised machines`,
    all: say`all machines`,
    none: say`nothing`,
  }[collect];
  return ipReport
    ? text`It collects ${what} and lists the IP addresses.`
    : text`It collects ${what}.`;
}

function conditionsOf({ incident: wanted }: Trigger): string {
  const { categories, severity, sources, titles } = wanted;
  const parts = [
    severity.length > 0 ? say`severity ${anyOf(severity)}` : '',
    titles.length > 0 ? say`a title like ${anyOf(titles.map((title) => `“${title}”`))}` : '',
    categories.length > 0 ? say`category ${anyOf(categories)}` : '',
    sources.length > 0 ? say`source ${anyOf(sources)}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? say`incidents with ${parts.join(', ')}` : say`every incident`;
}

function anyOf(words: readonly string[]): string {
  return words.reduce((some, word) => say`${some} or ${word}`);
}
