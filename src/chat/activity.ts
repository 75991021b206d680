import { z } from 'zod';

const word = z.string().min(1).max(2_000);
/** Teams omits fields or sets them to null; a wrong type counts as absent. */
const maybe = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);

const account = z.object({
  id: word,
  name: maybe(z.string()),
  /** The identity in Entra, whatever the name says. */
  aadObjectId: maybe(word),
  tenantId: maybe(word),
  userRole: maybe(word),
  userPrincipalName: maybe(word),
});

const named = maybe(z.object({ id: maybe(word), name: maybe(z.string()) }));

// Source: https://learn.microsoft.com/javascript/api/botframework-schema/channelinfo: standard, shared or private
const channel = maybe(z.object({ id: maybe(word), name: maybe(z.string()), type: maybe(word) }));

/** An activity of Teams, reduced to the fields Bailiff uses. */
const teamsActivity = z.object({
  type: word,
  id: word,
  channelId: word,
  serviceUrl: word,
  timestamp: maybe(z.iso.datetime({ offset: true })),
  locale: maybe(z.string().max(40)),
  name: maybe(word),
  action: maybe(word),
  replyToId: maybe(word),
  text: maybe(z.string()),
  value: z.unknown().optional(),
  from: account,
  recipient: account,
  conversation: z.object({
    id: word,
    name: maybe(z.string()),
    conversationType: maybe(word),
    isGroup: maybe(z.boolean()),
    tenantId: maybe(word),
  }),
  channelData: maybe(z.object({ tenant: named, team: named, channel, eventType: maybe(word) })),
  entities: maybe(z.array(z.unknown())),
  attachments: maybe(z.array(z.unknown())),
  membersAdded: maybe(z.array(z.object({ id: word }))),
  membersRemoved: maybe(z.array(z.object({ id: word }))),
});

export type TeamsActivity = z.infer<typeof teamsActivity>;

/** Parses a request body; undefined if it is not an activity. */
export function readActivity(body: unknown): TeamsActivity | undefined {
  return teamsActivity.safeParse(body).data;
}

const mention = z.object({
  type: z.literal('mention'),
  text: z.string().max(1_000),
  mentioned: z.object({ id: word, name: maybe(z.string()), aadObjectId: maybe(word) }),
});
const clientInfo = z.object({ type: z.literal('clientInfo'), timezone: maybe(word) });
const htmlAttachment = z.object({ contentType: z.literal('text/html'), content: z.string() });

// More than anybody mentions in one message; an activity of 256 KiB could contain thousands.
const maxEntities = 200;

export function mentionsIn(activity: TeamsActivity): z.infer<typeof mention>[] {
  return every(mention, activity.entities);
}

/** The sender's time zone as reported by the client: an IANA name that this runtime knows. */
export function timeZoneOf(activity: TeamsActivity): string | undefined {
  const zone = every(clientInfo, activity.entities)[0]?.timezone;
  if (!zone) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // Any text may arrive; an unknown zone counts as none.
    return undefined;
  }
}

/** The message as HTML: Teams drops link targets and pasted addresses from the plain text. */
export function htmlOf(activity: TeamsActivity): string | undefined {
  return every(htmlAttachment, activity.attachments)[0]?.content;
}

function every<T extends z.ZodType>(schema: T, list: readonly unknown[] = []): z.output<T>[] {
  return list.slice(0, maxEntities).flatMap((item) => {
    const read = schema.safeParse(item);
    return read.success ? [read.data] : [];
  });
}
