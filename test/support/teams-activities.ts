import { randomUUID } from 'node:crypto';

/** A conversation as Teams describes it in each activity. */
export interface Room {
  readonly id: string;
  readonly conversationType: 'personal' | 'groupChat' | 'channel';
  readonly isGroup: boolean;
  readonly name?: string;
  readonly team?: { readonly id: string; readonly name: string };
  /** Of a channel: standard where nothing is said. */
  readonly type?: 'private' | 'shared';
}

export interface Human {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId?: string;
}

export interface World {
  readonly serviceUrl: string;
  readonly tenantId: string;
  readonly bot: { readonly id: string; readonly name: string };
}

export interface Words {
  readonly mentionsBot?: boolean;
  readonly mentions?: readonly Human[];
  readonly html?: string;
  readonly timeZone?: string;
  /** Of the client that sends it. */
  readonly locale?: string;
}

export type Activity = Record<string, unknown> & { id: string };

/** What every activity of Teams has. */
export function activity(world: World, from: Human, room: Room): Activity {
  const { serviceUrl, tenantId, bot } = world;
  return {
    id: `f:${randomUUID()}`,
    channelId: 'msteams',
    serviceUrl,
    timestamp: new Date().toISOString(),
    locale: 'en-US',
    from,
    recipient: bot,
    conversation: {
      id: room.id,
      conversationType: room.conversationType,
      tenantId,
      ...(room.isGroup && { isGroup: true, name: room.name }),
    },
    channelData: {
      tenant: { id: tenantId },
      ...(room.team && {
        team: room.team,
        channel: { id: room.id.split(';')[0], type: room.type ?? 'standard' },
      }),
    },
  };
}

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A typed message with its mentions and its mirror in HTML, as Teams sends both. */
export function messageActivity(
  world: World,
  { from, room, text }: { from: Human; room: Room; text: string },
  words: Words = {},
): Activity {
  const others = words.mentions ?? [];
  const all = [...((words.mentionsBot ?? room.isGroup) ? [world.bot] : []), ...others];
  const typed = [...all.map(({ name }) => `<at>${name}</at>`), text].join(' ');
  const spans = all.map(
    ({ name }, n) =>
      `<span itemtype="http://schema.skype.com/Mention" itemscope itemid="${n}">${escaped(name)}</span>`,
  );
  const html = words.html ?? `<p>${[...spans, escaped(text)].join('&nbsp;')}</p>`;
  return {
    ...activity(world, from, room),
    locale: words.locale ?? 'en-US',
    type: 'message',
    text: typed,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: html }],
    entities: [
      ...all.map((one) => ({ type: 'mention', mentioned: one, text: `<at>${one.name}</at>` })),
      {
        type: 'clientInfo',
        locale: words.locale ?? 'en-US',
        country: 'US',
        platform: 'Windows',
        timezone: words.timeZone ?? 'Europe/Berlin',
      },
    ],
  };
}
