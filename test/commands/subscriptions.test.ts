import { subscribe } from '../../src/commands/channels/subscribe';
import { subscriptions } from '../../src/commands/channels/subscriptions';
import { unsubscribe } from '../../src/commands/channels/unsubscribe';
import { refusalOf, say, shown } from '../support/answers';
import { aCollection, mia, omar, thread } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const lead = { role: 'lead' } as const;
const alone = { place: { conversationId: 'a:mia', kind: 'personal' } } as const;

describe('subscribe', () => {
  it('lets the whole channel get incidents from a severity on, not the thread', async () => {
    const services = fakeServices();

    const answer = await say(
      subscribe,
      { words: ['incidents'], severity: ['medium', 'high'] },
      services,
      lead,
    );

    expect(shown(answer)).toBe(
      'Subscribed: this channel now gets incidents of severity medium and above. To stop: unsubscribe incidents',
    );
    expect(services.subscribed).toEqual([
      {
        conversationId: '19:soc@thread.tacv2',
        topic: 'incidents',
        minimumSeverity: 'medium',
        by: mia,
        at: new Date('2026-11-20T10:00:00Z'),
      },
    ]);
  });

  it('lets only a lead change what a channel gets', async () => {
    const services = fakeServices();

    const { message } = await refusalOf(say(subscribe, { words: ['operations'] }, services));
    await refusalOf(say(unsubscribe, {}, services));

    expect(readable(message)).toBe('Only a lead can change what this channel gets.');
    expect(services.subscribed).toEqual([]);
  });

  it('in a shared channel says that other organisations may read what is posted', async () => {
    const services = fakeServices();
    const place = { conversationId: '19:s@thread.tacv2', kind: 'channel', isShared: true } as const;

    const answer = await say(subscribe, { words: ['operations'] }, services, { ...lead, place });

    expect(shown(answer)).toContain(
      'People of other organizations may be members of this shared channel and read what I post.',
    );
    expect(services.subscribed).toMatchObject([{ conversationId: place.conversationId }]);
  });

  it('lets a responder choose incidents for their own chat', async () => {
    const services = fakeServices();

    await say(subscribe, { topic: 'incidents' }, services, alone);

    expect(services.subscribed).toMatchObject([{ conversationId: 'a:mia', topic: 'incidents' }]);
  });

  it.each`
    topic           | role           | policy
    ${'incidents'}  | ${'analyst'}   | ${{}}
    ${'operations'} | ${'responder'} | ${{}}
    ${'incidents'}  | ${'responder'} | ${{ incidents: 'lead' }}
  `('to $topic is refused to a $role in their own chat', async ({ topic, role, policy }) => {
    const subscriptionsOf = { incidents: 'responder', operations: 'lead', ...policy } as const;
    const services = fakeServices({ policy: { subscriptions: subscriptionsOf } });

    const { message } = await refusalOf(
      say(subscribe, { words: [topic] }, services, { ...alone, role }),
    );

    expect(readable(message)).toContain(`To subscribe to ${topic} you need the`);
    expect(services.subscribed).toEqual([]);
  });

  it('is open to analysts where the policy says so', async () => {
    const policy = { subscriptions: { incidents: 'analyst', operations: 'analyst' } } as const;
    const services = fakeServices({ policy });

    await say(subscribe, { words: ['operations'] }, services, { ...alone, role: 'analyst' });

    expect(services.subscribed).toHaveLength(1);
  });

  it('asks what for when no topic is named', async () => {
    const { suggestions } = await refusalOf(say(subscribe, {}, fakeServices(), lead));

    expect(suggestions.map(({ words }) => words[0])).toEqual(['incidents', 'operations']);
  });
});

describe('unsubscribe', () => {
  it('stops one topic, or all', async () => {
    const services = fakeServices();
    await say(subscribe, { words: ['incidents'] }, services, lead);
    await say(subscribe, { words: ['operations'] }, services, lead);

    await say(unsubscribe, { words: ['operations'] }, services, lead);
    expect(services.subscribed.map(({ topic }) => topic)).toEqual(['incidents']);

    await say(unsubscribe, {}, services, lead);
    expect(services.subscribed).toEqual([]);
  });

  it('of a job stops telling who joined it, and leaves what the channel gets alone', async () => {
    const follower = { person: omar, place: thread };
    const services = fakeServices({ collections: [aCollection({ followers: [follower] })] });
    await say(subscribe, { words: ['incidents'] }, services, lead);

    const answer = await say(unsubscribe, { job: 'C-7F3K2' }, services, { actor: omar });

    expect(shown(answer)).toBe('You’ll no longer get updates on C-7F3K2. It continues.');
    expect(services.stored[0]?.followers).toEqual([]);
    expect(services.subscribed).toHaveLength(1);
  });

  it('of a job says so to who asked for it: its end is told all the same', async () => {
    const services = fakeServices({ collections: [aCollection()] });

    const { message } = await refusalOf(say(unsubscribe, { job: 'C-7F3K2' }, services));

    expect(readable(message)).toContain('You haven’t joined');
  });

  it('takes no word that it does not know for “everything”', async () => {
    const services = fakeServices();
    await say(subscribe, { words: ['incidents'] }, services, lead);

    await refusalOf(say(unsubscribe, { words: ['incidnets'] }, services, lead));

    expect(services.subscribed).toHaveLength(1);
  });

  it('says when there was nothing', async () => {
    const answer = await say(unsubscribe, {}, fakeServices(), lead);

    expect(shown(answer)).toBe('this channel has no such subscription.');
  });
});

describe('subscriptions', () => {
  it('shows what the channel gets, asked from any of its threads', async () => {
    const services = fakeServices();
    await say(subscribe, { words: ['incidents'], severity: ['high'] }, services, lead);

    const answer = await say(subscriptions, {}, services);

    expect(shown(answer)).toMatch(/incidents/i);
    expect(shown(answer)).toContain('Mia Chen');
  });
});
