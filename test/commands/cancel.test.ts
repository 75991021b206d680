import { cancel } from '../../src/commands/jobs/cancel';
import type { Reply } from '../../src/domain/card';
import type { Collection, State } from '../../src/domain/collection';
import { admits, reservation } from '../support/admission';
import { refusalOf, say, shown } from '../support/answers';
import {
  aCollection,
  aMachine,
  aPackage,
  aPendingRequest,
  dana,
  mia,
  omar,
} from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const ws042 = aMachine({ name: 'ws-042.contoso.com' });
const ws043 = aMachine({ name: 'ws-043.contoso.com' });
const machines = [ws042, ws043];

function job(state: State, facts: Partial<Collection> = {}): Collection {
  const packages = machines.map((machine, at) =>
    aPackage({ id: `C-7F3K2/${at + 1}`, machine, state: at === 0 ? state : 'ready', attempt: 2 }),
  );
  return aCollection({ packages, ...facts });
}

describe('cancel', () => {
  it.each([{ job: 'C-7F3K2' }, { machines: ['ws-042'] }])(
    'tells the workflowId of what still runs, and only that: %j',
    async (typed) => {
      const services = fakeServices({ machines, collections: [job('collecting')] });

      const answer = await say(cancel, typed, services);

      expect(shown(answer)).toBe('WS-042: cancelling. The card shows when it’s done. Ref C-7F3K2');
      expect(services.told).toEqual([
        { workflowId: 'C-7F3K2/1:2', news: { kind: 'cancel', by: mia }, once: 'cancel:request-1' },
      ]);
    },
  );

  it('lets a responder stop only what they asked for', async () => {
    const services = fakeServices({ collections: [job('collecting', { askedBy: omar })] });

    const { message } = await refusalOf(say(cancel, { job: 'C-7F3K2' }, services));

    expect(readable(message)).toBe(
      'Omar Haddad requested C-7F3K2, so only Omar Haddad or a lead can cancel it.',
    );
    expect(services.told).toEqual([]);
  });

  it('lets a lead stop anybody’s', async () => {
    const services = fakeServices({ collections: [job('collecting', { askedBy: omar })] });

    await say(cancel, { job: 'C-7F3K2' }, services, { actor: dana, role: 'lead' });

    expect(services.told).toHaveLength(1);
  });

  it.each`
    state                | word
    ${'ready'}           | ${'Ready'}
    ${'failed'}          | ${'Failed'}
    ${'cancelled'}       | ${'Cancelled'}
    ${'stopped-waiting'} | ${'Timed out'}
  `('says what is so when it comes too late: $word', async ({ state, word }) => {
    const services = fakeServices({ machines, collections: [job(state)] });

    const answer = await say(cancel, { machines: ['ws-042'] }, services);

    expect(shown(answer)).toMatch(
      new RegExp(`^WS-042: ${word} since .+, before your cancel. Ref C-7F3K2`),
    );
    expect(services.told).toEqual([]);
  });

  it('asks which, and offers one’s own jobs', async () => {
    const services = fakeServices({ collections: [job('collecting')] });

    const refusal = await refusalOf(say(cancel, {}, services));

    expect(readable(refusal.message)).toBe(
      'Name a job or a device, for example: cancel C-7F3K2 Nothing was cancelled.',
    );
    expect(refusal.suggestions).toEqual([
      { title: 'Cancel C-7F3K2', verb: 'cancel', words: ['C-7F3K2'] },
    ]);
  });

  it('knows when there is no such job', async () => {
    const { message } = await refusalOf(say(cancel, { job: 'C-00000' }, fakeServices()));

    expect(readable(message)).toBe('No job C-00000 found. Nothing was cancelled.');
  });

  it('says so when nothing was ever collected there', async () => {
    const answer = await say(cancel, { machines: ['ws-042'] }, fakeServices({ machines }));

    expect(shown(answer)).toBe('Nothing is running there.');
  });
});

describe('cancel of what waits for Defender', () => {
  /** The machines as typed; Defender knows none of them at the moment. */
  async function kept(...waiting: readonly (readonly string[])[]) {
    const services = fakeServices();
    for (const [n, names] of waiting.entries())
      await services.pendingRequests.keep(
        `kept-${n}`,
        aPendingRequest({ about: { machines: names } }),
        reservation,
      );
    return services;
  }
  const ends = async ({ pendingRequests }: Awaited<ReturnType<typeof kept>>) =>
    (await pendingRequests.waiting()).map(({ id }) => id);

  it.each`
    waits                   | typed
    ${'ws-042'}             | ${'WS-042'}
    ${'WS-042'}             | ${'ws-042.contoso.com'}
    ${'ws-042.contoso.com'} | ${'ws-042'}
    ${ws042.id}             | ${ws042.id.toUpperCase()}
  `('knows $waits by $typed, and asks Defender nothing', async ({ waits, typed }) => {
    const services = await kept([waits]);

    const answer = await say(cancel, { machines: [typed] }, services);

    expect(shown(answer)).toContain('Nothing was collected.');
    expect(await ends(services)).toEqual([]);
    expect(services.told).toMatchObject([{ workflowId: 'kept:C-K0001:2' }]);
    expect(services.asked).toEqual([]);
  });

  it.each`
    waits                   | typed
    ${'ws-042.contoso.com'} | ${'ws-042.fabrikam.com'}
    ${'10.0.0.1'}           | ${'10'}
    ${'ws-0421'}            | ${'ws-042'}
  `('takes $typed for no $waits', async ({ waits, typed }) => {
    const services = await kept([waits]);

    await refusalOf(say(cancel, { machines: [typed] }, services));

    expect(await ends(services)).toEqual(['C-K0001']);
  });

  it('leaves alone what somebody else waits for', async () => {
    const services = await kept(['ws-042']);

    await refusalOf(say(cancel, { machines: ['ws-042'] }, services, { actor: omar }));

    expect(await ends(services)).toEqual(['C-K0001']);
  });

  it('takes back each request that the names mean', async () => {
    const services = await kept(['ws-042'], ['ws-043'], ['ws-044']);

    const answer = await say(cancel, { machines: ['ws-042', 'ws-043'] }, services);

    expect(answer).toMatchObject({ all: [{ cardKey: 'C-K0001' }, { cardKey: 'C-K0002' }] });
    expect(await ends(services)).toEqual(['C-K0003']);
  });

  it('says so when one of several was begun a moment before', async () => {
    const services = await kept(['ws-042'], ['ws-042']);
    const { pendingRequests } = services;
    // Started by another replica, just after it was read as waiting.
    const end: typeof pendingRequests.end = async (id, wanted) => {
      if (id === 'C-K0001') {
        await pendingRequests.end(id, { as: 'begun', at: wanted.at });
        await services.collections.open({
          ...{ id, requestId: 'kept-0', askedBy: mia, place: aPendingRequest().place },
          machines: [ws042],
          admission: admits(),
        });
      }
      return pendingRequests.end(id, wanted);
    };

    const answer = await say(
      cancel,
      { machines: ['ws-042'] },
      { ...services, pendingRequests: { ...pendingRequests, end } },
    );

    const { all } = answer as { all: Reply[] };
    expect(all).toMatchObject([{ cardKey: 'C-K0002' }, {}]);
    expect(readable(shown(all[1]!))).toBe(
      'C-K0001 just started and continues. To stop it: cancel C-K0001',
    );
  });

  it('takes it back also while one try has ended and the next has not begun', async () => {
    const services = await kept(['ws-042']);
    const tell = () => Promise.reject(new Error('no such workflow'));

    const answer = await say(
      cancel,
      { job: 'C-K0001' },
      {
        ...services,
        workflows: { ...services.workflows, signal: tell },
      },
    );

    expect(shown(answer)).toContain('✖ WS-042 · Cancelled');
    expect(await ends(services)).toEqual([]);
  });

  it.each([{ machines: ['ws-042'] }, { job: 'C-K0001', machines: ['ws-042'] }])(
    'takes no machine out of a request for several: %j',
    async (typed) => {
      const services = await kept(['ws-042', 'ws-043']);

      const { message, suggestions } = await refusalOf(say(cancel, typed, services));

      expect(readable(message)).toBe(
        'C-K0001 is one request for WS-042, WS-043. To cancel all of it: cancel C-K0001',
      );
      expect(suggestions).toMatchObject([{ verb: 'cancel', words: ['C-K0001'] }]);
      expect(await ends(services)).toEqual(['C-K0001']);
    },
  );

  it('cancels nothing where only some of the names wait', async () => {
    const services = await kept(['ws-042']);

    const { message } = await refusalOf(say(cancel, { machines: ['ws-042', 'ws-099'] }, services));

    expect(readable(message)).toContain('Only C-K0001 of these are waiting for Defender.');
    expect(await ends(services)).toEqual(['C-K0001']);
  });

  it('offers it to whoever says only cancel', async () => {
    const services = await kept(['ws-042']);

    const { suggestions } = await refusalOf(say(cancel, {}, services));

    expect(suggestions).toMatchObject([{ verb: 'cancel', words: ['C-K0001'] }]);
  });
});
