import { aMessenger, mia } from './a-messenger';

describe('reaching a person', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('opens a 1:1 conversation by their Entra id, and keeps it', async () => {
    const place = await on.messenger.reach(mia);

    expect(place).toEqual({ conversationId: 'a:new-1', kind: 'personal' });
    expect(on.connector.created[0]!.parameters).toMatchObject({
      isGroup: false,
      tenantId: 't-1',
      bot: { id: '28:bailiff' },
      members: [{ id: 'u-mia' }],
      channelData: { tenant: { id: 't-1' } },
    });
    expect(await on.messenger.reach(mia)).toMatchObject({ conversationId: 'a:new-1' });
    expect(on.calls('create')).toHaveLength(1);
  });

  it('reaches nobody who has not installed the app, and marks no other conversation', async () => {
    on.connector.next({ on: 'create', status: 403, code: 'ForbiddenOperationException' });

    expect(await on.messenger.reach(mia)).toBeUndefined();

    expect(on.unreachable).toEqual([]);
  });
});
