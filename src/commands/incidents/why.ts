import { z } from 'zod';
import { type Rule, rulesFor } from '../../access/rules';
import { messageCard } from '../../cards/kit/message';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock } from '../../cards/kit/time';
import { hours } from '../../domain/duration';
import { type Suggestion, UserError } from '../../domain/errors';
import { follows } from '../../domain/follows';
import { channelOf } from '../../domain/place';
import type { SeenIncident } from '../../domain/seen-incident';
import { markdown, md, type SafeText } from '../../domain/text';
import { asksWhyTold } from '../../grammar/questions';
import { t } from '../../language/language';
import { filterInWords } from '../channels/subscription-topics';
import {
  type ChannelServices,
  type CommandRequest,
  type CommandServices,
  defineCommand,
  fields,
  type IncidentServices,
  type PlatformServices,
} from '../command';
import { whyJob, whyLatest } from './why-job';

const args = z.object({ incident: fields.incident, job: fields.job, words: fields.words });
type Request = CommandRequest<z.output<typeof args>>;

export const why = defineCommand({
  name: 'why',
  summary: 'Explain why an incident or a job is shown here and which rules ran.',
  usage: 'why <incident>|<job>',
  examples: ['why 4711', 'why C-7F3K2'],
  role: 'analyst',
  impact: false,
  // "why can't I collect" is about collecting.
  weak: { nouns: ['why'] },
  words: 'own',
  instead: ({ incident, job }, spoken) =>
    incident || job || /\b\d+\b/.test(spoken) || asksWhyTold(spoken) ? undefined : 'status',
  args,

  async run(request, services: CommandServices) {
    if (request.args.job) return whyJob(request.args.job, request, services);
    const id = request.args.incident ?? request.args.words.find((word) => /^#?\d+$/.test(word));
    if (!id) return whyLatest(request, services);
    const seen = await services.incidents.get(id.replace('#', ''));
    if (!seen) throw new UserError(md`Incident ${id} hasn’t been seen yet.`);
    const rules = seen.isOld ? [] : rulesFor(seen.incident, services.policy);
    const about = await Promise.all(rules.map((rule) => ruleInWords(rule, request, services)));
    return {
      card: messageCard({
        title: md`Why you’re seeing incident ${seen.incident.id}`,
        lines: [
          ...(await subscriptionLines(seen, request, services)),
          ...stopLines(seen, request.render),
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
  if (isOld) return [md`It’s older than Bailiff’s first start, so no rule acts on it.`];
  if (about.length === 0) return [md`No rule matches.`];
  return about.flat();
}

/** Comes before the rules: a stopped incident starts nothing. */
function stopLines({ incident: { id }, stopped }: SeenIncident, view: RenderContext): SafeText[] {
  if (!stopped) return [];
  return [
    md`⏸ Rules stopped by ${stopped.by.name} ${clock(stopped.at, view)}.`,
    md`To resume: resume incident ${id}`,
  ];
}

async function subscriptionLines(
  { incident }: SeenIncident,
  request: Request,
  services: ChannelServices,
) {
  const here = await services.subscriptions.of(channelOf(request.place.conversationId));
  const view = request.render;
  return here
    .filter((one) => one.topic === 'incidents' && follows(one, incident))
    .map((one) => {
      const wanted = filterInWords(one);
      const [by, at] = [one.by.name, clock(one.at, view)];
      return wanted
        ? md`Subscribed to incidents ${wanted} (by ${by}, ${at}).`
        : md`Subscribed to all incidents (by ${by}, ${at}).`;
    });
}

/** Describes the state of a rule, with the button that changes it. */
async function ruleInWords(
  rule: Rule,
  request: Request,
  services: PlatformServices & IncidentServices,
) {
  const now = services.clock.now();
  const hourAgo = new Date(now.getTime() - services.clock.real(hours(1)));
  const { mutedUntil, pausedAt, used } = await services.triggers.state(rule.name, hourAgo);
  const view = request.render;
  const isMuted = mutedUntil !== undefined && mutedUntil > now;
  const lines = [
    md`Rule “${rule.name}” matches ${conditionsOf(rule)}. ${markdown(workOf(rule))}`,
    md`${used} of ${rule.perHour} devices used this hour.`,
    ...(pausedAt
      ? [
          md`Paused since ${clock(pausedAt, view)}: it reached its limit. To resume: resume ${rule.name}`,
        ]
      : []),
    ...(isMuted ? [md`Muted until ${clock(mutedUntil, view)}.`] : []),
  ];
  const suggestion: Suggestion =
    pausedAt || isMuted
      ? { title: t`Resume rule`, verb: 'resume', words: [rule.name] }
      : { title: t`Mute rule 1 h`, verb: 'mute', words: [rule.name, '1h'] };
  return { lines, suggestion };
}

function workOf({ collect, ipReport }: Rule): SafeText {
  const what = {
    compromised: t`compromised devices`,
    all: t`all devices`,
    none: t`nothing`,
  }[collect];
  return ipReport ? md`It collects ${what} and lists IP addresses.` : md`It collects ${what}.`;
}

function conditionsOf({ incident: wanted }: Rule): string {
  const { categories, severity, sources, titles } = wanted;
  const parts = [
    severity.length > 0 ? t`severity ${anyOf(severity)}` : '',
    titles.length > 0 ? t`a title like ${anyOf(titles.map((title) => `“${title}”`))}` : '',
    categories.length > 0 ? t`category ${anyOf(categories)}` : '',
    sources.length > 0 ? t`source ${anyOf(sources)}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? t`incidents with ${parts.join(', ')}` : t`every incident`;
}

function anyOf(words: readonly string[]): string {
  return words.reduce((some, word) => t`${some} or ${word}`);
}
