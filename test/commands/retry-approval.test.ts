import { defaultPolicy } from '../../src/access/policy';
import { approve } from '../../src/commands/collect/approve';
import { collect } from '../../src/commands/collect/collect';
import { retry } from '../../src/commands/collect/retry';
import type { Collection, State } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { Person } from '../../src/domain/person';
import { refusalOf, say } from '../support/answers';
import { aCollection, aMachine, aPackage, dana, machineId, mia, omar } from '../support/builders';
import { readable } from '../support/card-text';
import { type FakeServices, fakeServices } from '../support/services';

const plain = aMachine({ id: machineId(0x42), name: 'ws-042.contoso.com' });
const tier0 = { ...plain, tags: ['Tier0'] };
const when = { machineTags: ['tier0'], names: [], machineGroups: [] };
const policy = { approvals: [{ when, by: 'lead' as const, expiresMinutes: 60 }] };
const needsApproval =
  '1 of these devices needs approval. Nothing was started. To request it, collect them again.';

/** Mia collects a Tier0 machine, Dana approves it, and it ends without a package. */
async function approved(change: { readonly machines?: readonly Machine[] } = {}) {
  const services = fakeServices({ machines: [tier0], policy, ...change });
  await say(collect, { machines: ['ws-042'], reason: 'lsass alert' }, services);
  await say(approve, { job: 'C-00001' }, services, { actor: dana, role: 'lead' });
  end(services, 'cancelled');
  services.started.length = 0;
  return services;
}

function end({ stored }: FakeServices, state: State) {
  const collection = stored[0] as Collection;
  const packages = collection.packages.map((one) => ({ ...one, state }));
  stored[0] = { ...collection, packages };
}

const reusedBy = ({ rows }: FakeServices, { id }: Person) =>
  rows.some(({ operation, record }) => operation === 'approval.reused' && record.includes(id));

describe('a retry', () => {
  it('needs approval for a machine that was tagged since it was requested', async () => {
    const failed = aPackage({ machine: plain, state: 'failed' });
    const services = fakeServices({
      machines: [tier0],
      collections: [aCollection({ packages: [failed] })],
      policy,
    });

    const { message, suggestions } = await refusalOf(say(retry, { job: 'C-7F3K2' }, services));

    expect(readable(message)).toBe(needsApproval);
    expect(suggestions[0]).toMatchObject({
      verb: 'collect',
      words: [plain.id, '--again', 'because', 'lsass alert'],
    });
    expect(services.stored[0]!.packages[0]!.state).toBe('failed');
    expect(services.started).toEqual([]);
  });

  it('stores the machine as Defender describes it now', async () => {
    const failed = aPackage({ machine: plain, state: 'failed' });
    const moved = { ...plain, group: 'Servers' };
    const services = fakeServices({
      machines: [moved],
      collections: [aCollection({ packages: [failed] })],
    });

    await say(retry, { job: 'C-7F3K2' }, services);

    expect(services.stored[0]!.packages[0]!.machine).toEqual(moved);
  });

  it('starts nothing for a machine whose record is gone or was merged', async () => {
    const failed = aPackage({ machine: plain, state: 'failed' });
    const collections = [aCollection({ packages: [failed] })];
    const merged = { ...plain, mergedInto: machineId(0x43) };

    for (const machines of [[], [merged]]) {
      const services = fakeServices({ machines, collections });
      const { message } = await refusalOf(say(retry, { job: 'C-7F3K2' }, services));

      expect(readable(message)).toContain('Defender has no current record of WS-042.');
      expect(services.started).toEqual([]);
    }
  });

  it('reuses the approval of its requester, and the journal says so', async () => {
    const services = await approved();

    await say(retry, { job: 'C-00001' }, services);

    expect(services.started).toEqual(['collect-package C-00001/1:2']);
    expect(reusedBy(services, mia)).toBe(true);
  });

  it('does not reuse the approval of another requester', async () => {
    const services = await approved();

    const refusal = await refusalOf(say(retry, { job: 'C-00001' }, services, { actor: omar }));

    expect(readable(refusal.message)).toBe(needsApproval);
    expect(services.started).toEqual([]);
    expect(reusedBy(services, omar)).toBe(false);
  });

  it('does not reuse an approval that is older than its rule allows', async () => {
    const services = await approved();
    services.clock.advance(61 * 60_000);

    const { message } = await refusalOf(say(retry, { job: 'C-00001' }, services));

    expect(readable(message)).toBe(needsApproval);
    expect(services.started).toEqual([]);
  });

  it('does not reuse an approval for another reason than it was given for', async () => {
    const group = { when: { ...when, machineTags: [], machineGroups: ['servers'] } };
    const both = { approvals: [...policy.approvals, { ...policy.approvals[0]!, ...group }] };
    const services = await approved();
    const now = {
      ...services,
      policy: { ...services.policy, ...both },
      defender: fakeServices({ machines: [{ ...tier0, group: 'Servers' }] }).defender,
    };

    const { message } = await refusalOf(say(retry, { job: 'C-00001' }, now));

    expect(readable(message)).toBe(needsApproval);
  });

  it('counts towards the hourly limit of the person who retries', async () => {
    const limits = { ...defaultPolicy().limits, perPersonPerHour: 1 };
    const failed = aPackage({ machine: plain, state: 'failed' });
    const services = fakeServices({
      machines: [plain],
      collections: [aCollection({ askedBy: omar, packages: [failed] })],
      policy: { limits },
    });
    await say(retry, { job: 'C-7F3K2' }, services);
    end(services, 'failed');

    const { message } = await refusalOf(
      say(retry, { job: 'C-7F3K2' }, services, { requestId: 'request-2' }),
    );

    expect(readable(message)).toContain(
      'This exceeds your hourly limit for devices (1 of 1 used).',
    );
  });
});
