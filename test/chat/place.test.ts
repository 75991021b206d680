import { placeOf } from '../../src/chat/turn';

const activity = (type?: string) =>
  ({
    conversation: { id: '19:soc@thread.tacv2;messageid=1', conversationType: 'channel' },
    channelData: { channel: { id: '19:soc@thread.tacv2', type } },
  }) as Parameters<typeof placeOf>[0];

describe('the place of a message', () => {
  it.each(['standard', 'private', undefined])('in a %s channel is read by its own team', (type) => {
    expect(placeOf(activity(type))).toEqual({
      conversationId: '19:soc@thread.tacv2;messageid=1',
      kind: 'channel',
    });
  });

  it('in a shared channel is known as such, in whichever case Teams spells it', () => {
    expect(placeOf(activity('Shared'))).toMatchObject({ kind: 'channel', isShared: true });
  });
});
