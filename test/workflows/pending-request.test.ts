import { DefenderRefusedError, DefenderUnreachableError } from '../../src/domain/errors';
import { InfrastructureError } from '../../src/domain/infrastructure-error';
import type { Turn } from '../../src/ports';
import { pendingRequest } from '../../src/workflows/pending-request/pending-request';
import { checkOutage } from '../../src/workflows/scheduled/outage';
import { reservation } from '../support/admission';
import { cardText } from '../support/card-text';
import { type Circumstances, Killed, newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage, soc } from './stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

const turn: Turn = {
  ...{ id: 'turn-1', person: mia, place: soc, at: '2026-11-20T10:00:00Z' },
  said: { kind: 'message', text: 'collect ws-042 because lsass alert', mentions: [] },
};
const away = new DefenderUnreachableError('GET listMachines', 'nobody answers');

/** Mia's request while Defender could not identify the machine. */
function keep() {
  const at = stage.clock.now();
  return stage.services.pendingRequests.keep(
    turn.id,
    {
      ...{ askedBy: mia, askedAt: at, place: soc, about: { machines: ['ws-042'] } },
      retryState: { kind: 'unreachable', since: at, tries: 1, nextTry: new Date(+at + 15_000) },
    },
    reservation,
  );
}

/** One attempt, with the given answer of Defender. */
async function play(
  id: string,
  answer: () => Promise<void>,
  { tries = 2, ...around }: Partial<Circumstances> & { tries?: number } = {},
  memory = newMemory(),
) {
  const services = { ...stage.services, answer };
  const input = { turn, kept: { id, requestId: turn.id, since: turn.at }, tries };
  const now = () => stage.clock.now();
  await rehearse(pendingRequest, input, { id: 'try', services, memory, now, ...around });
  return memory;
}

const fails = (error: Error) => () => Promise.reject(error);
const operations = () => stage.journal.map(({ operation }) => operation);
const now = async (id: string) => (await stage.services.pendingRequests.get(id))!;

describe('a request that is kept while Defender is away', () => {
  it('waits for another try, twice as long, and its card says so', async () => {
    const { id } = await keep();

    const memory = await play(id, fails(away));

    expect(memory.started).toEqual([{ name: 'kept-request', id: `kept:${id}:3` }]);
    const { end, retryState } = await now(id);
    expect(end).toBeUndefined();
    expect([retryState.tries, +retryState.nextTry - +stage.clock.now()]).toEqual([2, 30_000]);
    expect(cardText(stage.shown.at(-1)!.card.content)).toContain('2 attempts');
  });

  it('waits as long as Defender wishes', async () => {
    const { id } = await keep();
    const refusal = { status: 429, code: '', said: '', asked: 'GET', retryAfterSeconds: 90 };

    await play(id, fails(new DefenderRefusedError(refusal)));

    const { retryState } = await now(id);
    expect(retryState.kind).toBe('throttled');
    expect(+retryState.nextTry - +stage.clock.now()).toBe(90_000);
  });

  it('is over once it was answered, and who asked is called', async () => {
    const { id } = await keep();

    const memory = await play(id, async () => undefined);

    expect(memory.started).toEqual([]);
    expect((await now(id)).end).toMatchObject({ as: 'answered' });
    expect(stage.posted).toMatchObject([{ message: { mention: mia } }]);
    expect(operations()).toEqual(['request.kept', 'request.answered']);
  });

  it('is not asked again once it was cancelled', async () => {
    const { id } = await keep();
    const answer = jest.fn();

    await play(id, answer, {
      onWait: async () => {
        const at = stage.clock.now();
        await stage.services.pendingRequests.end(id, { as: 'cancelled', at, by: mia });
        return { kind: 'cancel', by: mia };
      },
    });

    expect(answer).not.toHaveBeenCalled();
    expect(stage.shown.at(-1)).toMatchObject({ name: id, final: true });
    expect(operations()).toEqual(['request.kept', 'request.cancelled']);
    expect(stage.posted).toEqual([]);
  });

  it('cancelled before the next try began, shows its end without waiting', async () => {
    const { id } = await keep();
    await stage.services.pendingRequests.end(id, {
      as: 'cancelled',
      at: stage.clock.now(),
      by: mia,
    });
    const [answer, waits] = [jest.fn(), jest.fn()];

    await play(id, answer, {
      tries: 3,
      onWait: async (most) => {
        waits(most);
        return undefined;
      },
    });

    expect(waits).toHaveBeenCalledWith(0);
    expect(answer).not.toHaveBeenCalled();
    expect(stage.shown.at(-1)).toMatchObject({ name: id, final: true });
  });

  it('is given up after a day, in plain sight', async () => {
    const { id } = await keep();
    stage.clock.advance(25 * 60 * 60_000);

    const memory = await play(id, fails(away), { tries: 300 });

    expect(memory.started).toEqual([]);
    expect((await now(id)).end).toMatchObject({ as: 'given-up' });
    expect(JSON.stringify(stage.posted)).toContain('Defender didn’t answer for a day');
  });

  it('killed after a try in vain, goes to the next person and does not ask twice', async () => {
    const { id } = await keep();
    const memory = newMemory();
    // The record, the pause, the wait, the time and then the start of the next.
    const dies = play(id, fails(away), { killedAfter: 5 }, memory);
    await expect(dies).rejects.toThrow(Killed);
    const answer = jest.fn();

    await play(id, answer, {}, memory);

    expect(answer).not.toHaveBeenCalled();
    expect(memory.started).toEqual([{ name: 'kept-request', id: `kept:${id}:3` }]);
  });

  it('is not lost while the database is restarted', async () => {
    const { id } = await keep();
    const { pendingRequests } = stage.services;
    const restarts = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => {
      let left = 2;
      return (...args: Args): Promise<T> =>
        left-- > 0
          ? Promise.reject(new InfrastructureError('terminating connection'))
          : work(...args);
    };
    stage.services.pendingRequests.get = restarts(pendingRequests.get.bind(pendingRequests));
    stage.services.pendingRequests.hinder = restarts(pendingRequests.hinder.bind(pendingRequests));

    const memory = await play(id, fails(away), { tries: 3 });

    expect(memory.started).toEqual([{ name: 'kept-request', id: `kept:${id}:4` }]);
    expect((await now(id)).retryState.tries).toBe(3);
  });

  it('that was about to begin when the process died is asked again, and only then over', async () => {
    const { id } = await keep();
    await stage.services.pendingRequests.end(id, { as: 'begun', at: stage.clock.now() });
    const answer = jest.fn(async () => undefined);

    await play(id, answer);

    expect(answer).toHaveBeenCalledTimes(1);
    expect(operations()).toEqual(['request.kept', 'request.begun']);
  });

  it('that was begun and could not be told is asked again no faster than before', async () => {
    const { id } = await keep();
    await stage.services.pendingRequests.end(id, { as: 'begun', at: stage.clock.now() });
    const waits: number[] = [];
    const onWait = async (most: number) => {
      waits.push(most);
      return undefined;
    };

    for (const tries of [3, 4, 30])
      await play(id, fails(new Error('Teams does not answer')), { tries, onWait });

    expect(waits).toEqual([30_000, 60_000, 300_000]);
  });

  it('counts in the banner, and as done when it has its answer', async () => {
    const { id } = await keep();
    const by = { conversationId: '19:ops@thread.tacv2', topic: 'operations', by: mia } as const;
    await stage.services.subscriptions.add({ ...by, at: stage.clock.now() });
    const banner = () => cardText(stage.shown.at(-1)!.card.content);

    await play(id, fails(away));
    await checkOutage(stage.services);
    expect(banner()).toContain('1 request is waiting, none lost.');

    await play(id, async () => undefined, { tries: 3 });
    await checkOutage(stage.services);
    expect(banner()).toContain('1 of 1 done, none lost.');
  });
});
