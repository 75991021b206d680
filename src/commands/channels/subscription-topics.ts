import { sharedChannelNote } from '../../cards/welcome';
import { UserError } from '../../domain/errors';
import type { IncidentFilter } from '../../domain/follows';
import { atLeast } from '../../domain/person';
import type { Place } from '../../domain/place';
import { md, type SafeText } from '../../domain/text';
import { sentence, t } from '../../language/language';
import type { Topic } from '../../ports';
import type { CommandRequest, PlatformServices } from '../command';

/** Each topic in words. */
export const topics: Readonly<Record<Topic, string>> = {
  incidents: sentence`incidents`,
  operations: sentence`operations alerts`,
};

/** Finds the topic among the words; accepts `incident` and `ops`. */
export function topicIn(words: readonly (string | undefined)[]): Topic | undefined {
  for (const word of words) {
    if (/^incidents?$/i.test(word ?? '')) return 'incidents';
    if (/^(operations?|ops|failures?)$/i.test(word ?? '')) return 'operations';
  }
  return undefined;
}

/** @throws {UserError} a place shared by others is changed by a lead only */
export function assertMayChange({ place, role }: CommandRequest): void {
  if (place.kind === 'personal' || atLeast(role, 'lead')) return;
  throw new UserError(md`Only a lead can change what ${placeInWords(place)} gets.`, [
    { title: t`Subscriptions`, verb: 'subscriptions', words: [] },
  ]);
}

/** @throws {UserError} the policy asks for a higher role, because others' work is posted there */
export function assertMaySubscribe(
  topic: Topic,
  { role }: CommandRequest,
  { policy }: PlatformServices,
): void {
  const needed = policy.subscriptions[topic];
  if (atLeast(role, needed)) return;
  throw new UserError(
    md`🔒 To subscribe to ${topic} you need the ${needed} role (yours: ${role}). Ask an administrator to add you.`,
  );
}

/** What follows the confirmation where others than the organisation's people may read. */
export function readersNote({ isShared }: Place): SafeText {
  return isShared ? md` ${sharedChannelNote()}` : md``;
}

export function placeInWords({ kind }: Place): string {
  return { personal: t`this chat`, groupChat: t`this group chat`, channel: t`this channel` }[kind];
}

export const whichTopic = () =>
  new UserError(md`Choose incidents or operations.`, [
    { title: t`Incidents, high`, verb: 'subscribe', words: ['incidents', 'high+'] },
    { title: t`Operations`, verb: 'subscribe', words: ['operations'] },
  ]);

/** Describes a filter: "of severity high and above, from office365, tagged Finance". */
export function filterInWords({ minimumSeverity, source, tag }: IncidentFilter): string {
  return [
    minimumSeverity ? t`of severity ${minimumSeverity} and above` : '',
    source ? t`from ${source}` : '',
    tag ? t`tagged ${tag}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
