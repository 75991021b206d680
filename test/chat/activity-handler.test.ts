import type { Turn } from '../../src/ports';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

describe('what the front door takes', () => {
  let door: HandlerUnderTest;
  const open = async (wishes?: Parameters<typeof activityHandlerFor>[0]) => {
    door = await activityHandlerFor(wishes);
    return door;
  };
  const only = (): Turn => {
    expect(door.turns()).toHaveLength(1);
    return door.turns()[0]!;
  };

  afterEach(() => door.close());

  it('writes a channel message down as said, with who, where and in which time zone', async () => {
    const { teams } = await open();

    const { room } = await teams
      .person('Mia')
      .says('collect WS-042', { in: teams.channel('soc'), mentions: [teams.person('Dana').human] });

    expect(only()).toMatchObject({
      person: { id: teams.person('Mia').human.aadObjectId, name: 'Mia' },
      place: { conversationId: room.id, kind: 'channel' },
      timeZone: 'Europe/Berlin',
      locale: 'en-US',
      said: {
        kind: 'message',
        text: '<at>Bailiff</at> <at>Dana</at> collect WS-042',
        html: expect.stringContaining('collect WS-042'),
        mentions: [{ id: 'bot' }, { id: teams.person('Dana').human.aadObjectId, name: 'Dana' }],
      },
    });
  });

  it('answers somebody 1:1 in the language that their Teams has now', async () => {
    const { teams } = await open();
    const mia = teams.person('Mia');

    await mia.says('help', { locale: 'en-US' });
    await mia.says('help', { locale: 'de-DE' });

    expect(door.turns().map(({ locale }) => locale)).toEqual(['en-US', 'de-DE']);
  });

  it('knows in which time zone a button was pressed 1:1 from what was said there before', async () => {
    const { teams } = await open();
    const mia = teams.person('Mia');

    await mia.says('help', { timeZone: 'America/New_York' });
    await mia.sendsButton({ verb: 'help', data: { words: [] } }, {});

    expect(door.turns().map(({ timeZone }) => timeZone)).toEqual(Array(2).fill('America/New_York'));
  });

  it('answers in all threads of a channel in the language it began with', async () => {
    const { teams } = await open();
    const soc = teams.channel('soc');

    const { room } = await teams.person('Mia').says('help', { in: soc, locale: 'de-DE' });
    await teams.person('Dana').says('help', { in: soc, locale: 'en-US' });
    await teams.person('Omar').says('help', { in: room, locale: 'fr-FR' });

    expect(door.turns().map(({ locale }) => locale)).toEqual(['de-DE', 'de-DE', 'de-DE']);
  });

  it('runs a message once, however often Teams delivers it', async () => {
    const { teams } = await open();
    const { activity } = await teams.person('Mia').says('collect WS-042');

    const again = await Promise.all(Array.from({ length: 20 }, () => teams.send(activity)));

    expect(again.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(door.turns()).toHaveLength(1);
  });

  it('keeps apart the same activity id in two conversations', async () => {
    const { teams } = await open();
    const { activity } = await teams.person('Mia').says('status');

    await teams.send({
      ...activity,
      conversation: { ...(activity['conversation'] as object), id: 'a:other' },
    });

    expect(door.turns()).toHaveLength(2);
  });

  it('remembers a conversation and the channel around a thread, without a write per message', async () => {
    const { teams } = await open();
    const soc = teams.channel('soc');
    const { room } = await teams.person('Mia').says('status', { in: soc });

    await teams.person('Mia').says('help', { in: room });

    expect([...door.known.keys()]).toEqual([soc.id, room.id]);
    expect(door.writes()).toBe(2);
  });

  it('finds a conversation again that was unreachable for a while', async () => {
    const { conversations, known, teams } = await open();
    const { room } = await teams.person('Mia').says('status');
    await conversations.markUnreachable(room.id, 'blocked');

    await teams.person('Mia').says('status');

    expect(known.has(room.id)).toBe(true);
  });

  it.each(['typing', 'messageReaction', 'event', 'messageDelete'])('ignores %s', async (type) => {
    const { teams } = await open();
    const { activity } = await teams.person('Mia').says('status');

    const receipt = await teams.send({ ...activity, id: 'other', type });

    expect(receipt.status).toBe(200);
    expect(door.turns()).toHaveLength(1);
  });

  it('takes an edited message as such, also under the id of the one that was edited', async () => {
    const { teams } = await open();
    const { activity } = await teams.person('Mia').says('collect WS-04');

    await teams.send({ ...activity, type: 'messageUpdate', text: 'collect WS-042' });

    expect(door.turns().map(({ said }) => said.kind)).toEqual(['message', 'edited']);
  });

  it('greets once when it is added, though Teams announces it twice', async () => {
    const { teams } = await open();
    const { activity } = await teams.install(teams.person('Mia'), teams.channel('soc'));

    await teams.send({ ...activity, id: 'f:2', type: 'installationUpdate', action: 'add' });

    expect(only().said).toEqual({ kind: 'added', by: teams.person('Mia').human.aadObjectId });
  });

  it.each([
    ['channelDeleted', ['19:soc@thread.tacv2']],
    ['teamDeleted', ['19:ops@thread.tacv2', '19:soc@thread.tacv2']],
  ])('ends the places that %s announces', async (eventType, ended) => {
    const { teams, unreachable } = await open();
    const soc = teams.channel('soc');
    await teams.install(teams.person('Mia'), teams.channel('ops'));
    const { activity } = await teams.install(teams.person('Mia'), soc);
    const channelData = {
      ...(activity['channelData'] as object),
      ...{ eventType, team: soc.team, channel: { id: soc.id } },
    };

    await teams.send({
      ...activity,
      ...{ id: 'f:3', type: 'conversationUpdate', membersAdded: [], channelData },
    });

    expect([...new Set(unreachable)].toSorted()).toEqual(ended);
  });

  it('forgets a conversation it was removed from', async () => {
    const { teams } = await open();
    const soc = teams.channel('soc');
    const { activity } = await teams.install(teams.person('Mia'), soc);

    await teams.send({
      ...activity,
      id: 'f:2',
      membersAdded: [],
      membersRemoved: [teams.world.bot],
    });

    expect(door.known.has(soc.id)).toBe(false);
  });

  it('refuses more than a person can type, with one calm sentence', async () => {
    const { teams } = await open();
    const mia = teams.person('Mia');

    for (let n = 0; n < 60; n++) await mia.says(`status ${n}`);
    await teams.person('Omar').says('status');

    expect(door.turns().filter(({ person }) => person.name === 'Mia')).toHaveLength(40);
    expect(door.turns().some(({ person }) => person.name === 'Omar')).toBe(true);
    expect(door.said).toHaveLength(1);
  });

  it('answers an invoke it does not know as such', async () => {
    const { teams } = await open();
    const { activity } = await teams.person('Mia').says('status');

    const receipt = await teams.send({
      ...activity,
      id: 'o',
      type: 'invoke',
      name: 'composeExtension/query',
    });

    expect(receipt.status).toBe(501);
  });
});
