import type { Conversation } from '../../src/domain/place';
import { StoredConversations } from '../../src/storage/channels/conversations';
import { StoredPostedCards } from '../../src/storage/channels/posted-cards';
import { StoredSubscriptions } from '../../src/storage/channels/subscriptions';
import { takeJobId } from '../../src/storage/collect/job-ids';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { type TestDatabase, testDatabase } from '../support/database';
import { saveAsPosted } from '../support/posted-cards';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const dana = { id: 'u-dana', name: 'Dana' };
const aConversation = (
  conversationId: string,
  change: Partial<Conversation> = {},
): Conversation => ({
  conversationId,
  kind: 'personal',
  serviceUrl: 'https://smba.example/emea/',
  tenantId: 't-1',
  bot: { id: '28:bot', name: 'Bailiff' },
  ...change,
});

describe('conversations', () => {
  const conversations = () => new StoredConversations(database.db);

  it('are remembered with the person they belong to', async () => {
    await conversations().remember(aConversation('a:dana'), dana);

    expect(await conversations().get('a:dana')).toEqual(aConversation('a:dana'));
    expect(await conversations().with(dana.id)).toEqual(aConversation('a:dana'));
    expect((await conversations().newest())?.conversationId).toBe('a:dana');
  });

  it('of a person have the language and the zone of their last message that told one', async () => {
    const all = conversations();
    const inTokyo = { locale: 'de-DE', timeZone: 'Asia/Tokyo' };

    await all.remember(aConversation('a:jo', { locale: 'en-US', timeZone: 'Europe/Berlin' }));
    const moved = await all.remember(aConversation('a:jo', inTokyo));
    const silent = await all.remember(aConversation('a:jo'));

    expect([moved, silent]).toMatchObject([inTokyo, inTokyo]);
    expect(await conversations().get('a:jo')).toMatchObject(inTokyo);
  });

  it('of many keep the language they began with', async () => {
    const all = conversations();
    const asked = (locale?: string) =>
      aConversation('19:many', { kind: 'channel', ...(locale && { locale }) });

    await all.remember(asked());
    await all.remember(asked('de-DE'));
    const kept = await all.remember({ ...asked('en-US'), name: 'SOC' });

    expect(kept).toEqual({ ...asked('de-DE'), name: 'SOC' });
    expect(await conversations().get('19:many')).toEqual(kept);
  });

  it('in a channel belong to nobody who speaks there', async () => {
    const omar = { id: 'u-omar', name: 'Omar' };

    await conversations().remember(aConversation('19:x', { kind: 'channel' }), omar);

    expect(await conversations().with(omar.id)).toBeUndefined();
  });

  it('that can’t be reached are not tried again until something is said there', async () => {
    const eve = { id: 'u-eve', name: 'Eve' };
    await conversations().remember(aConversation('a:eve'), eve);

    await conversations().markUnreachable('a:eve', 'the bot was removed');
    const gone = await conversations().with(eve.id);
    await conversations().remember(aConversation('a:eve'), eve);

    expect(gone).toBeUndefined();
    expect((await conversations().with(eve.id))?.conversationId).toBe('a:eve');
  });

  it('found unreachable are hidden at once, however lately something was said there', async () => {
    const here = conversations();
    await here.remember(aConversation('a:zoe'), { id: 'u-zoe', name: 'Zoe' });

    await here.markUnreachable('a:zoe', 'blocked');

    expect(await here.get('a:zoe')).toBeUndefined();
  });

  it('of a channel move together to another service URL', async () => {
    const here = conversations();
    const inChannel = (id: string, serviceUrl: string) =>
      here.remember(aConversation(id, { kind: 'channel', serviceUrl }));
    await inChannel('19:moves', 'https://old.example/');
    await inChannel('19:moves;messageid=1', 'https://old.example/');

    await inChannel('19:moves;messageid=2', 'https://new.example/');

    expect(await here.get('19:moves;messageid=1')).toMatchObject({
      serviceUrl: 'https://new.example/',
    });
    expect(await here.get('19:moves')).toMatchObject({ serviceUrl: 'https://new.example/' });
  });

  it('know the service URL heard last in the channel, then in the tenant', async () => {
    const here = conversations();
    const tenantId = 't-moving';
    const old = aConversation('19:old', { tenantId, serviceUrl: 'https://old.example/' });
    await here.remember(old);
    const before = await here.newerServiceUrl(old);
    await here.remember(aConversation('a:x', { tenantId, serviceUrl: 'https://new.example/' }));

    expect(before).toBeUndefined();
    expect(await here.newerServiceUrl(old)).toBe('https://new.example/');
  });

  it('of a team are found, and hidden with all threads of their channel', async () => {
    const here = conversations();
    for (const id of ['19:team', '19:team;messageid=1'])
      await here.remember(aConversation(id, { kind: 'channel', teamId: 'team-1' }));

    expect((await here.inTeam('team-1')).toSorted()).toEqual(['19:team', '19:team;messageid=1']);
    await here.markUnreachable('19:team', 'deleted');

    expect(await here.get('19:team;messageid=1')).toBeUndefined();
  });
});

describe('subscriptions', () => {
  it('are one per channel and topic; the last word counts', async () => {
    const subscriptions = new StoredSubscriptions(database.db);
    const at = new Date('2026-11-02T09:00:00Z');
    const one = { conversationId: '19:soc', topic: 'incidents', by: dana, at } as const;

    await subscriptions.add(one);
    await subscriptions.add({ ...one, minimumSeverity: 'high' });
    await subscriptions.add({ ...one, topic: 'operations' });

    expect(await subscriptions.to('incidents')).toEqual([{ ...one, minimumSeverity: 'high' }]);
    expect(await subscriptions.of('19:soc')).toHaveLength(2);
    expect(await subscriptions.remove('19:soc', 'incidents')).toBe(1);
    expect(await subscriptions.remove('19:soc')).toBe(1);
    expect(await subscriptions.remove('19:soc')).toBe(0);
  });
});

describe('a posted card', () => {
  it('is found by its key, once Teams has taken it', async () => {
    const cards = new StoredPostedCards(database.db);
    const shownAt = new Date('2026-11-02T09:00:00Z');
    const card = { name: 'C-1', conversationId: 'a:1', messageId: 'm-1', final: true, shownAt };

    await saveAsPosted(database.db, card);

    expect(await cards.get('C-1')).toEqual(card);
    expect(await cards.get('C-2')).toBeUndefined();
  });

  it('is found by the beginning of its key, letter by letter, the newest first', async () => {
    const cards = new StoredPostedCards(database.db);
    const names = ['paused:a%:1', 'paused:ab:2', 'paused:a%:3'];
    for (const [n, name] of names.entries())
      await saveAsPosted(database.db, {
        ...{ name, conversationId: 'a:1' },
        shownAt: new Date(Date.now() + n),
      });
    const named = async (moment: Date, most = 5) =>
      (await cards.since(moment, { beginning: 'paused:a%:', most })).map(({ name }) => name);

    expect(await named(new Date(0))).toEqual(['paused:a%:3', 'paused:a%:1']);
    expect(await named(new Date(0), 1)).toEqual(['paused:a%:3']);
    expect(await named(new Date(Date.now() + 60_000))).toEqual([]);
  });
});

describe('an IP report', () => {
  const reports = () => new StoredIpReports(database.db);
  const place = { conversationId: 'a:dana', kind: 'personal' } as const;
  const request = { askedBy: dana, place, timeZone: 'Europe/Berlin', of: { incident: '4711' } };

  it('is opened once for one request', async () => {
    const [one, two] = await Promise.all([
      reports().open('ip-1', request),
      reports().open('ip-1', request),
    ]);

    expect(one).toEqual({ ...request, id: expect.stringMatching(/^C-/) });
    expect(two).toEqual(one);
  });

  it('ends once', async () => {
    const { id } = await reports().open('ip-2', request);
    const running = await reports().get(id);

    await reports().finish(id, { state: 'ready', summary: { addresses: 7 } });
    await reports().finish(id, { state: 'failed', summary: {} });

    expect(running).toMatchObject({ state: 'running' });
    expect(await reports().get(id)).toMatchObject({
      state: 'ready',
      summary: { addresses: 7 },
      endedAt: expect.any(Date),
    });
    const open = await reports().list({ askedBy: dana.id, open: true, most: 9 });
    expect(open.map((report) => report.request.id)).not.toContain(id);
  });
});

describe('a job id', () => {
  it('is never given out twice', async () => {
    const proposals = ['C-AAAAA', 'C-AAAAA', 'C-BBBBB'];
    const propose = () => proposals.shift()!;

    const first = await takeJobId(database.db, propose);
    const second = await takeJobId(database.db, propose);

    expect([first, second]).toEqual(['C-AAAAA', 'C-BBBBB']);
  });
});
