import type { RetryState } from '../../src/domain/retry-state';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { resumeWaiting } from '../../src/workflows/pending-request/resume-waiting';
import { reservation } from '../support/admission';
import { aPendingRequest } from '../support/builders';
import { type Stage, setStage } from './stage';

let stage: Stage;
let told: string[];
let services: WorkflowServices;
beforeEach(async () => {
  stage = await setStage();
  told = [];
  const tell = async (workflowId: string, _topic: string, news: object, once?: string) =>
    void told.push(`${workflowId} ${JSON.stringify(news)} ${once}`);
  services = { ...stage.services, workflows: { ...stage.services.workflows, signal: tell } };
});
afterEach(() => stage.close());

const at = new Date('2026-11-20T10:00:00Z');
const away: RetryState = { kind: 'unreachable', since: at, tries: 7, nextTry: at };

const keep = (retryState: RetryState) =>
  stage.services.pendingRequests.keep(
    `request ${retryState.kind}`,
    aPendingRequest({ retryState }),
    reservation,
  );

const look = (others = services) => resumeWaiting(others, stage.leases);

async function packageThatWaits(): Promise<string> {
  const { packages } = await stage.ask('ws-042.contoso.example');
  const { id } = packages[0]!;
  await stage.services.collections.change(id, { retryState: away });
  return id;
}

/** A failed poll, after which Defender is back. */
async function lookInVain() {
  stage.simulator.switch({ service: 'away' });
  await look();
  expect(told).toEqual([]);
  stage.simulator.switch({ service: 'up' });
}

describe('a look whether Defender is back', () => {
  it('wakes each request and each package that waits for it, each try once', async () => {
    const { id } = await keep(away);
    const waits = await packageThatWaits();
    await lookInVain();

    await look();

    expect(told).toEqual([
      `kept:${id}:8 {"kind":"back"} back:kept:${id}:8:7`,
      `${waits}:1 {"kind":"back"} back:${waits}:1:7`,
    ]);
  });

  it('wakes for another minute who was in the middle of a try, and nobody afterwards', async () => {
    await keep(away);
    await lookInVain();

    for (const seconds of [0, 50, 20]) {
      stage.clock.advance(seconds * 1_000);
      await look();
    }

    expect(told).toHaveLength(2);
  });

  it('wakes nobody where it was not away: they keep their pace', async () => {
    await keep(away);

    await look();

    expect(told).toEqual([]);
  });

  it('leaves alone whom Defender asked to slow down, and what has ended', async () => {
    await keep({ ...away, kind: 'throttled' });
    const { id } = await keep(away);
    await lookInVain();
    await stage.services.pendingRequests.end(id, { as: 'given-up', at });

    await look();

    expect(told).toEqual([]);
  });

  it('leaves alone a package that Defender has taken by now', async () => {
    await keep(away);
    const taken = await packageThatWaits();
    await lookInVain();
    await stage.services.collections.change(taken, { state: 'queued' });

    await look();

    expect(told).toEqual([expect.stringContaining('kept:')]);
  });

  it('does not ask Defender where nobody waits', async () => {
    await stage.ask('ws-042.contoso.example');
    const before = stage.simulator.calls().length;

    await look();

    expect(stage.simulator.calls()).toHaveLength(before);
  });

  it('wakes the others where one can’t be told', async () => {
    const { id } = await keep(away);
    const waits = await packageThatWaits();
    await lookInVain();
    const tell = async (workflowId: string) => {
      if (workflowId.startsWith(`kept:${id}`)) throw new Error('no such workflowId');
      told.push(workflowId);
    };

    await look({ ...services, workflows: { ...services.workflows, signal: tell } });

    expect(told).toEqual([`${waits}:1`]);
  });
});
