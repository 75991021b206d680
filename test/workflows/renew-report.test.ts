import { defaultPolicy, type Policy } from '../../src/access/policy';
import { DefenderUnreachableError } from '../../src/domain/errors';
import { policyActor } from '../../src/domain/policy-actor';
import type { IpReportRequest } from '../../src/ports';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { incident as incidentWorkflow } from '../../src/workflows/incidents/incident';
import { ipReport } from '../../src/workflows/ip-report/ip-report';
import { renewEvery, renewReport } from '../../src/workflows/ip-report/renew-report';
import { cardText } from '../support/card-text';
import { anIncident } from '../support/incidents';
import { newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage, soc } from './stage';

const rule: Policy['triggers'][number] = {
  name: 'high-severity',
  incident: { severity: ['high'], titles: [], categories: [], sources: [] },
  collect: 'none',
  ipReport: true,
  perHour: 10,
};
const other = '19:other@thread.tacv2';

let stage: Stage;
let services: WorkflowServices;
let first: IpReportRequest;
let alerts: string[];
let renewals: number;

/** An incident with a report that a rule requested, shown on its card. */
beforeEach(async () => {
  stage = await setStage();
  alerts = ['203.0.113.7', '203.0.113.8'];
  renewals = 0;
  services = {
    ...stage.services,
    policy: { ...defaultPolicy(), triggers: [rule] },
    defender: {
      ...stage.services.defender,
      incident: async () => ({ ...anIncident(), alerts: alerts.map(alertWith) }),
      alertIps: async () => [],
      ipStatistics: async (ip: string) => ({ ip, prevalence: 1 }),
    },
  };
  first = await open('incident:4711:ips');
  await tell(first);
});
afterEach(() => stage.close());

function open(requestId: string): Promise<IpReportRequest> {
  return services.ipReports.open(requestId, {
    askedBy: policyActor(rule.name),
    place: soc,
    timeZone: 'UTC',
    of: { incident: '4711' },
  });
}

const refuse: WorkflowServices['defender']['incident'] = async () => {
  throw new DefenderUnreachableError('incidents', 'no answer');
};

/** Another report, which was read while Defender was unreachable. */
async function failedFirst(): Promise<IpReportRequest> {
  const { defender } = services;
  services = { ...services, defender: { ...defender, incident: refuse } };
  const failed = await open('while Defender was away');
  await tell(failed);
  services = { ...services, defender };
  expect((await services.ipReports.get(failed.id))?.state).toBe('failed');
  return failed;
}

function alertWith(address: string, at: number) {
  return {
    id: `da${at}_1`,
    title: 'Beacon',
    severity: 'high' as const,
    incidentId: '4711',
    createdAt: `2026-11-20T09:0${at}:00Z`,
    evidence: [{ kind: 'Ip', address }],
  };
}

const tell = (request: IpReportRequest) =>
  rehearse(ipReport, request, { id: request.id, services, memory: newMemory() });

/** What the workflow started after its wait; undefined when there was nothing to read again. */
async function renew(
  of = first,
  onWait?: () => Promise<undefined>,
): Promise<IpReportRequest | undefined> {
  const memory = newMemory();
  const id = `renew:${of.id}:${++renewals}`;
  await rehearse(renewReport, { reportId: of.id }, { id, services, memory, onWait });
  const [started] = memory.started;
  return started && (await services.ipReports.get(started.id))?.request;
}

const said = () => cardText(stage.shown.at(-1)!.card.content);

describe('a report that a rule made', () => {
  it('is read again when alerts came late, and says on its card what is new', async () => {
    alerts.push('198.51.100.9');

    const renewed = await renew();
    await tell(renewed!);

    expect(renewed?.id).not.toBe(first.id);
    expect(new Set(stage.shown.map(({ name }) => name))).toEqual(new Set([first.id]));
    expect(said()).toContain('198.51.100[.]9');
    expect(said()).toMatch(/\+1 new since \d\d:\d\d/);
    expect(said()).toContain(`Ref ${renewed?.id}`);
  });

  it('is left alone while nothing new came, also after it was renewed', async () => {
    expect(await renew()).toBeUndefined();
    alerts.push('198.51.100.9');
    await tell((await renew())!);

    expect(await renew()).toBeUndefined();
  });

  it('is renewed on the cards of the other channels, too', async () => {
    await services.subscriptions.add({
      ...{ conversationId: other, topic: 'incidents', by: mia, at: stage.clock.now() },
    });
    alerts.push('198.51.100.9');
    await tell((await renew())!);
    alerts.push('198.51.100.10');
    await tell((await renew())!);

    expect(new Set(stage.shown.map(({ name }) => name))).toEqual(
      new Set([first.id, `${first.id}@${other}`]),
    );
    expect(stage.posted).toEqual([]);
  });

  it('is not renewed while somebody has stopped its incident or muted the rule', async () => {
    alerts.push('198.51.100.9');
    const now = stage.clock.now();
    await services.triggers.mute(rule.name, mia, new Date(now.getTime() + 60_000));
    const whileMuted = await renew();
    await services.triggers.resume(rule.name, mia, now);
    await services.incidents.save(anIncident(), { isOld: false });
    await services.incidents.stop('4711', { by: mia, at: now });
    const whileStopped = await renew();

    await services.incidents.stop('4711');

    expect([whileMuted, whileStopped]).toEqual([undefined, undefined]);
    expect(await renew()).toMatchObject({ of: { incident: '4711' }, renews: first.id });
  });

  it('is read at the next look when it failed, on its card, and those on duty need not come', async () => {
    const failed = await failedFirst();
    const failureAlert = async () => services.failureAlerts.about(failed.id);
    expect((await failureAlert())?.state).toBe('open');

    const renewed = await renew(failed);
    await tell(renewed!);

    expect(stage.shown.at(-1)?.name).toBe(failed.id);
    expect(said()).toContain('203.0.113[.]8');
    expect(await failureAlert()).toMatchObject({ state: 'resolved', resolvedBy: 'retry' });
    expect(await renew(failed)).toBeUndefined();
  });

  it('that fails again and again is one failure to look at', async () => {
    const failed = await failedFirst();
    const again = await renew(failed);
    services = { ...services, defender: { ...services.defender, incident: refuse } };

    await tell(again!);

    expect(await services.failureAlerts.open(5)).toMatchObject([
      { jobFailures: [{ job: failed.id, tried: [{}, {}] }] },
    ]);
    expect(said()).toContain('❌ Failed · IPs in incident 4711');
  });

  it('is waited for while its first reading lasts', async () => {
    const slow = await open('slow');
    let looks = 0;
    const news = async () => {
      if (++looks === 3) await tell(slow);
      return undefined;
    };

    const renewed = await renew(slow, news);

    expect(looks).toBe(3);
    expect(renewed).toBeUndefined();
  });

  it('keeps its card when it can’t be read again', async () => {
    alerts.push('198.51.100.9');
    const renewed = await renew();
    const before = stage.shown.length;
    services = { ...services, defender: { ...services.defender, incident: async () => undefined } };

    await tell(renewed!);

    expect(stage.shown).toHaveLength(before);
    expect((await services.ipReports.get(renewed!.id))?.state).toBe('failed');
  });

  it('is looked at once for all alerts of ten minutes', async () => {
    const incident = { ...anIncident(), updatedAt: '2026-11-20T09:41:00Z' };
    await services.incidents.save(incident, { isOld: false });
    await services.subscriptions.add({
      ...{ conversationId: other, topic: 'incidents', by: mia, at: stage.clock.now() },
    });
    const start = Date.parse('2026-11-20T10:00:00Z');
    const begun: string[] = [];

    for (const minutesLater of [0, 3, 9, 11]) {
      const memory = newMemory();
      const now = () => new Date(start + minutesLater * 60_000);
      const input = { incidentId: '4711', updatedAt: incident.updatedAt };
      await rehearse(incidentWorkflow, input, { id: `i:${minutesLater}`, services, memory, now });
      begun.push(...memory.started.map(({ id }) => id).filter((id) => id.startsWith('renew:')));
    }

    expect(renewEvery).toBe(600_000);
    expect(begun).toHaveLength(4);
    expect(new Set(begun).size).toBe(2);
  });
});
