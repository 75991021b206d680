import { ActivityHandler, type ActivityHandlerDependencies } from '../../src/chat/activity-handler';
import { TeamsAdapter } from '../../src/chat/adapter';
import { Replies } from '../../src/chat/replies';
import type { Role } from '../../src/domain/person';
import type { Conversation } from '../../src/domain/place';
import type { Conversations, Messenger, PostedCard, PostedCards, Turn } from '../../src/ports';
import { HttpServer } from '../../src/server';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { FakeTeams } from '../support/teams';
import { type TeamsKeys, teamsKeys } from '../support/teams-keys';

/** Conversations in memory, with the stored ones' rule for the locale. */
export function memoryConversations() {
  const known = new Map<string, Conversation>();
  const friends = new Map<string, string>();
  const unreachable: string[] = [];
  let writes = 0;
  const conversations: Conversations = {
    async remember(conversation, person) {
      const { conversationId, kind } = conversation;
      const { locale, timeZone } = known.get(conversationId) ?? {};
      const before = { ...(locale && { locale }), ...(timeZone && { timeZone }) };
      const kept =
        kind === 'personal' ? { ...before, ...conversation } : { ...conversation, ...before };
      writes += 1;
      known.set(conversationId, kept);
      if (person) friends.set(person.id, conversationId);
      return kept;
    },
    get: async (id) => known.get(id),
    with: async (personId) => known.get(friends.get(personId) ?? ''),
    newest: async () => [...known.values()].at(-1),
    newerServiceUrl: async ({ serviceUrl }) =>
      [...known.values()].map((one) => one.serviceUrl).findLast((url) => url !== serviceUrl),
    moveTo: async (id, serviceUrl) => void known.set(id, { ...known.get(id)!, serviceUrl }),
    inTeam: async (teamId) =>
      [...known.values()].filter((one) => one.teamId === teamId).map((one) => one.conversationId),
    async markUnreachable(id) {
      unreachable.push(id);
      known.delete(id);
    },
  };
  return { conversations, known, unreachable, writes: () => writes };
}

export function memoryPostedCards() {
  const cards = new Map<string, PostedCard>();
  const shown: PostedCards = {
    get: async (name) => cards.get(name),
    since: async () => [],
  };
  return { shown, cards };
}

export const appId = '22222222-2222-4222-8222-222222222222';

interface Wishes {
  readonly authenticated?: boolean;
  readonly rules?: Partial<ActivityHandlerDependencies['rules']>;
  readonly role?: Role;
  /** Doesn't wait for a reply that is not there. */
  readonly hurries?: boolean;
  /** Whether guests have the role, too. */
  readonly guests?: boolean;
  readonly onTurn?: (turn: Turn, replies: Replies) => Promise<void> | void;
}

/**
 * The activity handler over real HTTP; behind it a workflow engine that starts each workflow once.
 */
export async function activityHandlerFor({
  authenticated = false,
  hurries = false,
  guests = false,
  onTurn,
  role = 'responder',
  rules,
}: Wishes = {}) {
  const teams = await FakeTeams.start();
  const keys = authenticated ? await teamsKeys(appId, teams.world.serviceUrl) : undefined;
  const { conversations, ...memory } = memoryConversations();
  const turns = new Map<string, Turn>();
  const replies = new Replies();
  const timeouts: number[] = [];
  const said: { place: unknown; message: unknown }[] = [];
  const adapter = new TeamsAdapter(identity(teams, keys));
  // Entra is missing here, so the bot gets no token.
  if (authenticated) adapter.member = async () => ({ userRole: 'user' });
  const activityHandler = new ActivityHandler({
    adapter,
    rules: { allowedTenants: [teams.world.tenantId], dev: true, ...rules },
    conversations,
    endOfPlace: {
      end: async (id) => conversations.markUnreachable(id, 'ended'),
      async endTeam(teamId) {
        for (const id of await conversations.inTeam(teamId))
          await conversations.markUnreachable(id, 'ended');
      },
    },
    messenger: {
      post: async (place, message) => String(said.push({ place, message })),
    } satisfies Pick<Messenger, 'post'>,
    workflows: {
      async start(_name, id, input) {
        if (turns.has(id)) return;
        turns.set(id, input as Turn);
        void onTurn?.(input as Turn, replies);
      },
    },
    answerOf: (id, ms) => {
      timeouts.push(ms);
      return replies.answerOf(id, hurries ? 0 : ms);
    },
    accessOf: async ({ isGuest }) => ({ role: isGuest && !guests ? 'nobody' : role }),
    clock: testClock(),
    log: quietLog,
  });
  const server = new HttpServer({
    host: '127.0.0.1',
    port: 0,
    adminPort: 0,
    activityHandler,
    health: { parts: async () => [] },
    metrics: async () => '',
    log: quietLog,
  });
  const { port } = await server.listen();
  teams.botUrl = `http://127.0.0.1:${port}/api/messages`;
  if (keys) teams.bearer = () => keys.bearer();
  const close = async () => {
    await server.close();
    await Promise.all([teams.close(), keys?.close()]);
  };
  return {
    teams,
    keys,
    timeouts,
    turns: () => [...turns.values()],
    said,
    conversations,
    ...memory,
    close,
  };
}

export type HandlerUnderTest = Awaited<ReturnType<typeof activityHandlerFor>>;

function identity(teams: FakeTeams, keys?: TeamsKeys) {
  const base = { appType: 'SingleTenant', tenantId: teams.world.tenantId } as const;
  if (!keys) return base;
  return {
    ...base,
    appId,
    appPassword: 'not-a-real-one',
    openIdMetadataUrl: keys.metadataUrl,
    tokenIssuer: keys.issuer,
    loginUrl: `https://login.example.test/${teams.world.tenantId}`,
  };
}
