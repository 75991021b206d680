import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { bot, type Colleague, people, tenantId } from './company';

/** The fields of a Teams activity that the demo uses. */
export interface Activity {
  readonly type: string;
  readonly text?: string;
  readonly summary?: string;
  readonly attachments?: readonly { readonly contentType: string; readonly content?: unknown }[];
}

/** One message of the bot in its current state. */
export interface Shown {
  readonly id: string;
  readonly conversation: string;
  activity: Activity;
}

/** The requests to Teams, in order. */
export interface Deed {
  readonly kind: 'posted' | 'edited';
  readonly shown: Shown;
  readonly activity: Activity;
  /** Time of arrival, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** A simulated Teams: sends messages to the bot and records its replies. */
export interface Connector {
  readonly url: string;
  readonly deeds: readonly Deed[];
  readonly listeners: Set<(deed: Deed) => void>;
  /** Sends a message in a 1:1 chat; resolves when the bot has accepted it. */
  say(who: Colleague, text: string): Promise<void>;
  /** Presses a button of a card. */
  press(who: Colleague, on: Shown, button: Button): Promise<void>;
  /**
   * Waits for the first request from a given one on that matches; its number counts from the
   * beginning.
   */
  until(right: (deed: Deed) => boolean, wanted: Wanted): Promise<Deed>;
  close(): Promise<void>;
}

export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly data: unknown;
}

export interface Wanted {
  readonly what: string;
  readonly from: number;
  readonly withinMs: number;
}

export async function startConnector(botUrl: string): Promise<Connector> {
  const shown = new Map<string, Shown>();
  const deeds: Deed[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, take);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const connector: Connector = {
    url,
    deeds,
    listeners: new Set(),
    say: (who, text) =>
      send(botUrl, { ...from(who, url), type: 'message', textFormat: 'plain', text }),
    press: (who, on, { verb, data }) =>
      send(botUrl, {
        ...from(who, url),
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: on.id,
        value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
      }),
    until: (right, wanted) => until(connector, right, wanted),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  function take({ id = randomUUID(), kind, conversation, activity }: Taken): string {
    const message = shown.get(id) ?? { id, conversation, activity };
    message.activity = activity;
    shown.set(id, message);
    // Typing indicators are not recorded.
    if (activity.type !== 'message') return id;
    const deed = { kind, shown: message, activity, at: performance.now() };
    deeds.push(deed);
    for (const listen of connector.listeners) listen(deed);
    return id;
  }
  return connector;
}

interface Taken {
  readonly kind: Deed['kind'];
  readonly id?: string | undefined;
  readonly conversation: string;
  readonly activity: Activity;
}

/** The calls of the Bot Connector that a bot makes; see its REST reference for the paths. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  take: (taken: Taken) => string,
): Promise<void> {
  const [, , kind, conversation = '', part, id] = (request.url ?? '/')
    .split('?')[0]!
    .split('/')
    .map(decodeURIComponent);
  const body = request.method === 'GET' ? undefined : ((await json(request)) as Activity & Opening);
  const answer = (found: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found));
  };
  if (kind !== 'conversations') return answer({}, 404);
  if (!conversation && body) return answer({ id: personalChat(body.members?.[0]?.id ?? '') }, 201);
  if (part === 'members') return answer(id ? member(id) : people.map(({ id }) => member(id)));
  if (part === 'pagedmembers') return answer({ members: people.map(({ id }) => member(id)) });
  if (part !== 'activities' || !body) return answer({}, 404);
  if (request.method === 'PUT')
    return answer({ id: take({ kind: 'edited', id, conversation, activity: body }) });
  return answer({ id: take({ kind: 'posted', conversation, activity: body }) }, 201);
}

interface Opening {
  readonly members?: readonly { readonly id: string }[];
}

function member(id: string) {
  const found = people.find((person) => person.id === id || person.objectId === id);
  return { id, name: found?.name ?? id, aadObjectId: found?.objectId, tenantId };
}

export const personalChat = (id: string) =>
  `chat-${people.find((person) => person.objectId === id)?.id ?? id}`;

function from(who: Colleague, serviceUrl: string) {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: who.id, name: who.name, aadObjectId: who.objectId },
    recipient: bot,
    conversation: { id: personalChat(who.id), conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    locale: 'en-US',
    localTimezone: 'Europe/Berlin',
  };
}

async function send(botUrl: string, activity: object): Promise<void> {
  const answer = await fetch(botUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`The bot answered ${answer.status}: ${said}`);
}

/** Resolves at the moment of the request, because the waiting time is sometimes the figure. */
function until(
  { deeds, listeners }: Pick<Connector, 'deeds' | 'listeners'>,
  right: (deed: Deed) => boolean,
  { what, from, withinMs }: Wanted,
): Promise<Deed> {
  const seen = deeds.slice(from).find(right);
  if (seen) return Promise.resolve(seen);
  const { promise, resolve, reject } = Promise.withResolvers<Deed>();
  const listen = (deed: Deed) => right(deed) && resolve(deed);
  listeners.add(listen);
  const late = `This did not happen within ${Math.round(withinMs / 1000)} s: ${what}`;
  const timer = setTimeout(() => reject(new Error(late)), withinMs);
  return promise.finally(() => {
    listeners.delete(listen);
    clearTimeout(timer);
  });
}
