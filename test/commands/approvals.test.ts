import { approve } from '../../src/commands/collect/approve';
import { collect } from '../../src/commands/collect/collect';
import { deny } from '../../src/commands/collect/deny';
import { retry } from '../../src/commands/collect/retry';
import { cancel } from '../../src/commands/jobs/cancel';
import type { Approval } from '../../src/domain/approval';
import type { Person } from '../../src/domain/person';
import { refusalOf, say, shown } from '../support/answers';
import { aMachine, dana, machineId, mia, omar } from '../support/builders';
import { readable } from '../support/card-text';
import { type FakeServices, fakeServices } from '../support/services';

const dc = aMachine({ id: machineId(0xdc), name: 'srv-dc01.contoso.com', tags: ['Tier0'] });
const ws = aMachine({ id: machineId(0x42), name: 'ws-042.contoso.com' });
const policy = (by: 'lead' | 'responder' = 'lead') => ({
  approvals: [
    { when: { machineTags: ['tier0'], names: [], machineGroups: [] }, by, expiresMinutes: 60 },
  ],
});

async function asked(by?: 'lead' | 'responder'): Promise<FakeServices> {
  const services = fakeServices({ machines: [dc, ws], policy: policy(by) });
  await say(collect, { machines: ['srv-dc01', 'ws-042'], reason: 'lsass alert' }, services);
  return services;
}

const lead = (actor: Person) => ({ actor, role: 'lead' as const });
const approvalIn = ({ stored }: FakeServices): Approval => stored[0]!.approval!;
const toldTo = ({ told }: FakeServices) =>
  told.map(({ workflowId, once }) => `${workflowId} ${once}`);

describe('a machine that needs approval', () => {
  it('waits, while the others start', async () => {
    const services = await asked();

    expect(services.stored[0]!.packages.map(({ state }) => state)).toEqual([
      'waiting-for-approval',
      'sending',
    ]);
    expect(services.started).toEqual(['collect-package C-00001/2:1', 'approval C-00001:approval']);
    expect(approvalIn(services)).toMatchObject({ state: 'pending', packageIds: ['C-00001/1'] });
  });

  it('is allowed by a lead, once, and its workflowId is woken', async () => {
    const services = await asked();

    const answer = await say(approve, { job: 'C-00001' }, services, lead(dana));

    expect(shown(answer)).toBe('SRV-DC01: approved. Collecting. Ref C-00001');
    expect(approvalIn(services)).toMatchObject({ state: 'approved', decidedBy: dana });
    expect(toldTo(services)).toEqual(['C-00001:approval C-00001:decision']);
  });

  it('is not allowed by who asked, lead or not', async () => {
    const services = await asked();

    const refusal = await refusalOf(say(approve, { job: 'C-00001' }, services, lead(mia)));

    expect(readable(refusal.message)).toBe(
      'You requested this, so someone else must approve it. Nothing changed.',
    );
    expect(approvalIn(services).state).toBe('pending');
  });

  it('is not allowed by a responder where the rule wants a lead', async () => {
    const services = await asked();

    const refusal = await refusalOf(say(approve, { job: 'C-00001' }, services, { actor: omar }));

    expect(readable(refusal.message)).toContain('requires the lead role (yours: responder)');
    expect(approvalIn(services).state).toBe('pending');
  });

  it('is allowed by another responder where the rule says so', async () => {
    const services = await asked('responder');

    await say(approve, { job: 'C-00001' }, services, { actor: omar });

    expect(approvalIn(services)).toMatchObject({ state: 'approved', decidedBy: omar });
  });

  it('has one decision, whoever comes second', async () => {
    const services = await asked();
    await say(approve, { job: 'C-00001' }, services, lead(dana));

    const late = await say(deny, { job: 'C-00001', reason: 'no' }, services, lead(omar));

    expect(shown(late)).toMatch(/^It was approved by Dana Reyes .* Nothing changed\. Ref C-00001$/);
    expect(approvalIn(services)).toMatchObject({ state: 'approved', decidedBy: dana });
  });

  it('has one effect after twenty clicks', async () => {
    const services = await asked();

    await Promise.all(
      Array.from({ length: 20 }, (_, click) =>
        say(approve, { job: 'C-00001' }, services, { ...lead(dana), requestId: `click-${click}` }),
      ),
    );

    expect(new Set(toldTo(services)).size).toBe(1);
    expect(approvalIn(services).decidedBy).toEqual(dana);
  });

  it('is not allowed any more when the time is up', async () => {
    const services = await asked();
    services.clock.advance(61 * 60_000);

    const late = await say(approve, { job: 'C-00001' }, services, lead(dana));

    expect(shown(late)).toContain('The approval request expired');
    expect(approvalIn(services).state).toBe('expired');
  });

  it('is denied with a reason, and only with one', async () => {
    const services = await asked();

    const silent = await refusalOf(say(deny, { job: 'C-00001' }, services, lead(dana)));
    await say(deny, { job: 'C-00001', reason: 'use the replica' }, services, lead(dana));

    expect(readable(silent.message)).toContain('Add a reason');
    expect(approvalIn(services)).toMatchObject({ state: 'denied', said: 'use the replica' });
  });

  it('is taken back by who asked, and what runs is cancelled', async () => {
    const services = await asked();

    const answer = await say(cancel, { job: 'C-00001' }, services);

    expect(approvalIn(services)).toMatchObject({ state: 'withdrawn', decidedBy: mia });
    expect(toldTo(services)).toEqual([
      'C-00001:approval C-00001:decision',
      'C-00001/2:1 cancel:request-1',
    ]);
    expect(shown(answer)).toContain('Approval request withdrawn');
  });

  it('can not be had by retrying what was denied', async () => {
    const services = await asked();
    await say(deny, { job: 'C-00001', reason: 'no' }, services, lead(dana));
    const [collection] = services.stored;
    const packages = collection!.packages.map((one) => ({ ...one, state: 'cancelled' as const }));
    services.stored[0] = { ...collection!, packages };

    const refusal = await refusalOf(say(retry, { job: 'C-00001' }, services));

    expect(readable(refusal.message)).toContain('1 of these devices needs approval');
    expect(services.stored[0].packages[0]!.state).toBe('cancelled');
  });

  it('says so of a job that waits for nobody', async () => {
    const services = fakeServices({ machines: [ws] });
    await say(collect, { machines: ['ws-042'] }, services);

    const refusal = await refusalOf(say(approve, { job: 'C-00001' }, services, lead(dana)));

    expect(readable(refusal.message)).toBe('C-00001 isn’t waiting for approval. Nothing changed.');
  });
});
