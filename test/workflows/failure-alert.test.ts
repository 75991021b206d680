import { defaultPolicy } from '../../src/access/policy';
import type { Card, Message } from '../../src/domain/card';
import type { Told } from '../../src/domain/collection';
import { seconds } from '../../src/domain/duration';
import type { FailureAlert } from '../../src/domain/failure-alert';
import { decide, joinFailureAlert } from '../../src/domain/failure-alert-actions';
import type { Person } from '../../src/domain/person';
import type { Place } from '../../src/domain/place';
import type { JournalEvent, Localized } from '../../src/ports';
import { StoredSubscriptions } from '../../src/storage/channels/subscriptions';
import { onCallStores } from '../../src/storage/on-call/on-call';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import type { WorkflowContext } from '../../src/workflows/engine/workflow';
import { failureAlert as failureAlertWorkflow } from '../../src/workflows/on-call/failure-alert';
import { openAlertFor } from '../../src/workflows/on-call/open-failure-alert';
import { dana, mia, omar, thread } from '../support/builders';
import { buttonsOf, cardText } from '../support/card-text';
import { testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';
import { read as asRead } from '../support/reader';
import { Killed, newMemory, rehearse } from '../support/rehearsal';

let database: TestDatabase;
let reports = 0;
const channel = '19:ops@thread.tacv2';

beforeAll(async () => {
  database = await testDatabase();
  await new StoredSubscriptions(database.db).add({
    conversationId: channel,
    topic: 'operations',
    by: dana,
    at: new Date(),
  });
});
afterAll(() => database.close());

/** An alert of its own, and everybody who is notified about it. */
async function aFailureAlert(reachable: (person: Person) => boolean = () => true) {
  const clock = testClock();
  const shown: { name: string; card: Card; final: boolean }[] = [];
  const posted: { place: Place; message: Message }[] = [];
  const journal: JournalEvent[] = [];
  const noted: string[] = [];
  const stores = onCallStores(database.db);
  const base = defaultPolicy('lead');
  const services = {
    ...stores,
    clock,
    log: quietLog,
    timeZone: 'UTC',
    portalUrl: '',
    policy: {
      ...base,
      onCall: {
        ...base.onCall,
        people: { dana, omar },
        rotation: {
          people: ['dana'],
          every: 'week',
          from: '2026-01-05T09:00',
          timeZone: 'Europe/Berlin',
        },
        // biome-ignore lint/suspicious/noThenProperty: the policy file's own word
        then: ['omar'],
      },
    },
    leads: { list: async () => [] },
    subscriptions: new StoredSubscriptions(database.db),
    postedCards: {
      get: async (name: string) =>
        shown.some((one) => one.name === name) ? { conversationId: `a:${dana.id}` } : undefined,
    },
    journal: { write: async (event: JournalEvent) => void journal.push(event) },
    workflows: { start: async () => undefined, signal: async () => undefined },
    collections: {
      noteTold: async (id: string, attempt: number, { who }: Told) =>
        void noted.push(`${id}:${attempt} ${who}`),
    },
    messenger: {
      post: async (place: Place, message: Message | Localized<Message>) =>
        `m${posted.push({ place, message: asRead(message) })}`,
      show: async (
        name: string,
        _place: Place,
        card: Card | Localized<Card>,
        options?: { final?: boolean },
      ) => void shown.push({ name, card: asRead(card), final: options?.final ?? false }),
      delivered: async () => new Map(),
      reach: async (person: Person) =>
        reachable(person) ? { conversationId: `a:${person.id}`, kind: 'personal' } : undefined,
    },
  } as unknown as WorkflowServices;

  reports += 1;
  const key = `C-${reports}/1:1`;
  const jobFailure = {
    ...{ key, job: `C-${reports}`, packageId: `C-${reports}/1`, what: 'WS-042', tried: [] },
    ...{ at: clock.now(), askedBy: mia, place: thread },
  };
  const once: Pick<WorkflowContext, 'step' | 'start'> = {
    step: (_, work) => work(),
    start: async () => {},
  };
  const failure = { kind: 'package', cause: `cause ${reports}` } as const;
  await openAlertFor(once as WorkflowContext, { failure, jobFailure }, services);
  const { id } = (await stores.failureAlerts.about(jobFailure.job))!;
  const read = async () => (await stores.failureAlerts.get(id))!;
  return { id, clock, services, shown, posted, journal, noted, read, ...stores };
}

type Stage = Awaited<ReturnType<typeof aFailureAlert>>;

/**
 * Runs the workflow until somebody acts; `acts` is called at each wait, an unanswered wait times
 * out.
 */
function play(
  stage: Stage,
  acts: (waits: number) => Promise<void>,
  killedAfter?: number,
  memory = newMemory(),
) {
  const { clock, id, services } = stage;
  let waits = 0;
  return rehearse(
    failureAlertWorkflow,
    { noticeId: id },
    {
      ...{ id, services, memory, killedAfter },
      now: () => clock.now(),
      onWait: async (most) => {
        clock.advance(Math.min(most, seconds(86_400)));
        await acts(++waits);
        return undefined;
      },
    },
  );
}

async function decided(stage: Stage, kind: 'acknowledge' | 'resolve'): Promise<FailureAlert> {
  const at = stage.clock.now();
  const wish = { kind, by: dana, request: `${stage.id} ${kind} ${at.getTime()}` } as const;
  const moment = { at, escalateAt: at, checkAt: new Date(at.getTime() + 1_800_000) };
  return stage.failureAlerts.change(stage.id, (found) => decide(found, wish, moment).failureAlert);
}

const resolvesAt = (stage: Stage, wait: number) => async (waits: number) => {
  if (waits >= wait) await decided(stage, 'resolve');
};
const words = ({ posted }: Stage) =>
  posted.map(({ message }) => ('text' in message ? message.text : message.card.summary));

describe('a notice', () => {
  it('tells one after the other, 1:1 and in the channel, until somebody ends it', async () => {
    const stage = await aFailureAlert();

    await play(stage, resolvesAt(stage, 3));

    const cards = new Set(stage.shown.map(({ name }) => name.replace(stage.id, '')));
    expect([...cards]).toEqual([`@a:${dana.id}`, `@${channel}`, `@a:${omar.id}`]);
    expect(words(stage)).toEqual([
      'Package failed on WS-042. Escalated to you: no response from Dana Reyes · Ref C-1',
      'Package failed on WS-042: no one acknowledged. Someone in this channel needs to take it · Ref C-1',
    ]);
    expect(stage.shown.filter(({ final }) => final)).toHaveLength(3);
    expect(stage.journal.map(({ details }) => details?.['to'])).toEqual([
      'Dana Reyes',
      'Omar Haddad',
      'the operations channel',
    ]);
  });

  it('comes to the same end wherever it was killed, and pages each once', async () => {
    const whole = await aFailureAlert();
    const memory = newMemory();
    await play(whole, resolvesAt(whole, 3), undefined, memory);
    const steps = memory.results.length;
    expect(steps).toBeGreaterThan(15);

    for (let step = 1; step <= steps; step++) {
      const stage = await aFailureAlert();
      const own = newMemory();
      await expect(play(stage, resolvesAt(stage, 3), step, own)).rejects.toThrow(Killed);
      await play(stage, resolvesAt(stage, 1), undefined, own);

      const pages = (await stage.read()).pages.map(({ to }) => to.name);
      expect({ step, twice: pages.length - new Set(pages).size }).toEqual({ step, twice: 0 });
      // Only what was being sent at that moment may be sent again.
      const again = words(stage).length - new Set(words(stage)).size;
      expect(again).toBeLessThanOrEqual(1);
    }
  });

  it('pages nobody after it was acknowledged, and tells who asked', async () => {
    const stage = await aFailureAlert();

    await play(stage, async (waits) => {
      await decided(stage, waits === 1 ? 'acknowledge' : 'resolve');
    });

    expect(words(stage)).toContain('Dana Reyes has acknowledged');
    expect(words(stage).filter((said) => said.startsWith('needs you'))).toHaveLength(0);
  });

  it('asks the holder in a message of its own, which says afterwards what became of it', async () => {
    const stage = await aFailureAlert();
    const questions = () => stage.shown.filter(({ name }) => name.startsWith(`${stage.id}?`));

    await play(stage, async (waits) => {
      if (waits === 1 || waits === 3) await decided(stage, 'acknowledge');
      if (waits > 3) await decided(stage, 'resolve');
    });

    expect(questions().map(({ card, final }) => [card.summary, final])).toEqual([
      ['Still working on WS-042?', false],
      ['Still working on WS-042?', true],
    ]);
    expect(new Set(questions().map(({ name }) => name)).size).toBe(1);
    expect(cardText(questions()[0]!.card.content)).toContain('[Still working]');
    expect(cardText(questions()[1]!.card.content)).toMatch(/Still working\. Next check/);
    expect(buttonsOf(questions()[1]!.card.content)).toEqual([]);
  });

  it('shows on its cards that a try more was in vain, and why', async () => {
    const stage = await aFailureAlert();
    const again = { ...(await stage.read()).jobFailures[0]!, key: `${stage.id}/1:2` };
    const disk = { kind: 'package', cause: 'The disk is full.' } as const;

    await play(stage, async (waits) => {
      // Everybody was notified by then: only the retry changes the card.
      if (waits === 3)
        await stage.failureAlerts.change(stage.id, (found) => joinFailureAlert(found, again, disk));
      if (waits > 3) await decided(stage, 'resolve');
    });

    const cards = stage.shown.filter(({ name }) => name.endsWith(channel));
    expect(cardText(cards.at(-2)!.card.content)).toContain('The disk is full.');
  });

  it('goes on in the channel when the person on call can not be reached', async () => {
    const stage = await aFailureAlert(() => false);

    await play(stage, resolvesAt(stage, 1));

    expect(new Set(stage.shown.map(({ name }) => name))).toEqual(
      new Set([`${stage.id}@${channel}`]),
    );
  });
});
