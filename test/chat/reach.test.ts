import { unsafeMarkdown } from '../../src/domain/text';
import { aMessenger, mia, soc } from './a-messenger';

describe('reaching a person', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const hello = { text: unsafeMarkdown('hello') };
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('opens a 1:1 conversation by the Entra id with the first message, and remembers it', async () => {
    const place = await on.messenger.reach(mia);

    expect(on.calls()).toEqual([]);
    expect(await on.say(place!, hello)).toBe('sent');
    expect(on.connector.created[0]!.parameters).toMatchObject({
      isGroup: false,
      tenantId: 't-1',
      bot: { id: '28:bailiff' },
      members: [{ id: 'u-mia' }],
      channelData: { tenant: { id: 't-1' } },
    });
    expect(await on.messenger.reach(mia)).toEqual({ conversationId: 'a:new-1', kind: 'personal' });
    expect(await on.say(place!, hello)).toBe('sent');
    expect(on.calls('create')).toHaveLength(1);
  });

  it('reaches nobody who has not installed the app, and hides no other conversation', async () => {
    on.connector.next({ on: 'create', status: 403, code: 'ForbiddenOperationException' });

    expect(await on.say((await on.messenger.reach(mia))!, hello)).toBe('failed');

    expect(await on.conversations.get(soc.conversationId)).toMatchObject(soc);
  });
});
