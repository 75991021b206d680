import { happened, lastDue } from '../../src/domain/overview';
import type { WorkflowInputs } from '../../src/ports';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { digest, sendDueDigests } from '../../src/workflows/scheduled/digest';
import { cardText } from '../support/card-text';
import { newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage, soc } from './stage';

const channel = { conversationId: '19:soc@thread.tacv2', kind: 'channel' } as const;

let stage: Stage;
let services: WorkflowServices;
let started: Map<string, WorkflowInputs['digest']>;

beforeEach(async () => {
  stage = await setStage();
  started = new Map();
  const workflows = {
    ...stage.services.workflows,
    start: async (_name: string, id: string, input: unknown) =>
      void started.set(id, input as WorkflowInputs['digest']),
  };
  services = { ...stage.services, workflows };
  // The database's clock is the machine's: the day begins now, and the digest is due in an hour.
  await services.digests.set({
    place: channel,
    time: clockIn(60),
    timeZone: 'UTC',
    by: mia,
    setAt: stage.clock.now(),
  });
});
afterEach(() => stage.close());

function clockIn(minutes: number): string {
  return new Date(stage.clock.now().getTime() + minutes * 60_000).toISOString().slice(11, 16);
}

const hours = (count: number) => stage.clock.advance(count * 3_600_000);

/** Runs the job, and returns what it started. */
async function round(): Promise<void> {
  await sendDueDigests(services);
  for (const [id, input] of started)
    await rehearse(digest, input, { id, services, memory: newMemory() });
  started.clear();
}

/** Posted messages, as a person reads them. */
const heard = () =>
  stage.posted.map(({ message }) =>
    'card' in message ? cardText(message.card.content) : message.text,
  );

async function aReportIsMade(): Promise<void> {
  const { id } = await services.ipReports.open(`request-${Math.random()}`, {
    askedBy: mia,
    place: soc,
    timeZone: 'UTC',
    of: { incident: '4711' },
  });
  await services.ipReports.finish(id, { state: 'ready', summary: {} });
}

describe('a daily digest', () => {
  it('is one line when all is green', async () => {
    await aReportIsMade();
    hours(2);

    await round();

    expect(heard()).toEqual([
      expect.stringMatching(
        /^✅ All green since .*: 1 IP report. To stop this daily digest: digest off$/,
      ),
    ]);
    expect(stage.posted[0]!.place).toEqual(channel);
  });

  it('says nothing when nothing happened', async () => {
    hours(2);

    await round();

    expect(heard()).toEqual([]);
  });

  it('does not come before its time, and once a day', async () => {
    await aReportIsMade();
    await round();
    expect(heard()).toEqual([]);

    hours(2);
    await round();
    await round();
    expect(heard()).toHaveLength(1);

    hours(24);
    await round();
    expect(heard()).toHaveLength(1);
  });

  it('comes once though two replicas look, and after an outage over its time', async () => {
    await aReportIsMade();
    hours(9);

    await sendDueDigests(services);
    await sendDueDigests(services);

    expect(started.size).toBe(1);
  });

  it('names what somebody has to look at', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    hours(2);

    await round();

    const [text] = heard();
    expect(text).toContain('0 open alerts, 1 device waiting, 0 packages not downloaded');
    expect(text).toContain(`WS-042: Sending since`);
    expect(text).toContain(collection.id);
  });

  it('lists packages that nobody took out, until somebody does', async () => {
    const { packages } = await stage.ask('ws-042.contoso.example');
    const { id } = packages[0]!;
    const stored = { file: 'f', size: 1, sha256: '', sha512: '', storedAt: new Date() };
    await services.collections.change(id, { state: 'ready', endedAt: new Date(), stored });

    expect((await services.overview.open(5)).unopened).toMatchObject({
      count: 1,
      first: [{ machine: expect.stringContaining('ws-042'), state: 'ready' }],
    });

    await services.collections.noteDownload(id, { by: mia, at: new Date() });
    expect((await services.overview.open(5)).unopened.count).toBe(0);
  });

  it('stops when it is taken away', async () => {
    await aReportIsMade();
    hours(2);
    expect(await services.digests.remove(channel.conversationId)).toBe(true);

    await round();

    expect(heard()).toEqual([]);
    expect(await services.digests.remove(channel.conversationId)).toBe(false);
  });
});

describe('the time of a digest', () => {
  it.each`
    now                       | zone               | due
    ${'2026-11-20T06:29:00Z'} | ${'Europe/Berlin'} | ${'2026-11-19T06:30:00.000Z'}
    ${'2026-11-20T06:30:00Z'} | ${'Europe/Berlin'} | ${'2026-11-20T06:30:00.000Z'}
    ${'2026-07-20T12:00:00Z'} | ${'Europe/Berlin'} | ${'2026-07-20T05:30:00.000Z'}
    ${'2026-03-01T00:10:00Z'} | ${'UTC'}           | ${'2026-02-28T07:30:00.000Z'}
  `('07:30 in $zone was last at $due, seen from $now', ({ now, zone, due }) => {
    expect(lastDue({ time: '07:30', timeZone: zone }, new Date(now)).toISOString()).toBe(due);
  });

  it('counts anything that happened as a reason to speak', () => {
    const quiet = {
      asked: 0,
      ready: 0,
      failed: 0,
      dropped: 0,
      reports: 0,
      reportsFailed: 0,
      failureAlerts: 0,
    };

    expect(happened(quiet)).toBe(false);
    expect(happened({ ...quiet, failureAlerts: 1 })).toBe(true);
  });
});
