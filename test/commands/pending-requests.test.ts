import { defaultPolicy } from '../../src/access/policy';
import { approve } from '../../src/commands/collect/approve';
import { collect } from '../../src/commands/collect/collect';
import { packageCommand } from '../../src/commands/collect/package';
import { retry } from '../../src/commands/collect/retry';
import { hold } from '../../src/commands/custody/hold';
import { receipt } from '../../src/commands/custody/receipt';
import { verify } from '../../src/commands/custody/verify';
import { exportCommand } from '../../src/commands/ip-report/export';
import { jobs } from '../../src/commands/jobs/jobs';
import { status } from '../../src/commands/jobs/status';
import type { PendingRequestEnd } from '../../src/domain/pending-request';
import { reservation } from '../support/admission';
import { refusalOf, say, shown } from '../support/answers';
import { aCollection, aMachine, aPendingRequest, dana } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const lead = { actor: dana, role: 'lead' as const };

async function world(as?: PendingRequestEnd['as']) {
  const services = fakeServices();
  const { id } = await services.pendingRequests.keep('request-0', aPendingRequest(), reservation);
  if (as) await services.pendingRequests.end(id, { as, at: services.clock.now() });
  return { id, services };
}

describe('the reference of a request that waits for Defender', () => {
  it.each`
    command           | nothing
    ${receipt}        | ${''}
    ${verify}         | ${''}
    ${packageCommand} | ${''}
    ${exportCommand}  | ${''}
    ${retry}          | ${' Nothing was started.'}
    ${hold}           | ${' Nothing was held.'}
    ${approve}        | ${' Nothing changed.'}
  `(
    'is known to $command.name, which says that there is nothing yet',
    async ({ command, nothing }) => {
      const { id, services } = await world();

      const { message, suggestions } = await refusalOf(say(command, { job: id }, services, lead));

      expect(readable(message)).toBe(
        `${id} is waiting for Defender. Nothing has been collected yet.${nothing}`,
      );
      expect(suggestions).toMatchObject([{ verb: 'status', words: [id] }]);
    },
  );

  it.each`
    as             | says
    ${'cancelled'} | ${'was cancelled while it waited for Defender. Nothing was collected.'}
    ${'given-up'}  | ${'waited for Defender for a day and was given up. Nothing was collected.'}
    ${'answered'}  | ${'was answered when Defender was back, without a collection.'}
    ${'begun'}     | ${'was answered when Defender was back, without a collection.'}
  `('tells how it ended where no collection goes by it: $as', async ({ as, says }) => {
    const { id, services } = await world(as);

    const { message } = await refusalOf(say(receipt, { job: id }, services));

    expect(readable(message)).toBe(`${id} ${says}`);
  });

  it('is what status shows, and stands among the jobs', async () => {
    const { id, services } = await world();

    const cards = [await say(status, { job: id }, services), await say(status, {}, services)];

    for (const card of cards) expect(shown(card)).toContain('⏸ WS-042 · Waiting for Defender');
    expect(shown(await say(jobs, {}, services))).toContain(`${id} · WS-042 · Waiting for Defender`);
  });
});

describe('a request that is taken back while it is asked again', () => {
  it.each`
    as             | why
    ${'cancelled'} | ${'somebody cancelled it'}
    ${'given-up'}  | ${'its day was over'}
  `('begins nothing, because $why', async ({ as }) => {
    const services = fakeServices({ machines: [aMachine({ name: 'ws-042.contoso.com' })] });
    const { askedAt: since, id } = await services.pendingRequests.keep(
      'request-0',
      aPendingRequest(),
      reservation,
    );
    // After its machines were found, and before anything was begun.
    await services.pendingRequests.end(id, { as, at: services.clock.now() });

    const typed = { machines: ['ws-042'], reason: 'hunt' };
    const { message } = await refusalOf(say(collect, typed, services, { kept: { id, since } }));

    expect(readable(message)).toBe('Cancelled in time. Nothing was collected.');
    expect([services.stored, services.started]).toEqual([[], []]);
  });
});

describe('a pending request', () => {
  const policy = { limits: { ...defaultPolicy('lead').limits, perPersonPerHour: 2 } };
  it('is not counted a second time when it begins', async () => {
    const begun = ['C-7F3K1', 'C-7F3K2'].map((id) =>
      aCollection({ id, askedAt: new Date('2026-11-20T09:55:00Z') }),
    );
    const services = fakeServices({
      policy,
      collections: begun,
      machines: [aMachine({ name: 'ws-042.contoso.com' })],
    });
    const typed = { machines: ['ws-042'], reason: 'hunt' };
    const { askedAt: since, id } = await services.pendingRequests.keep(
      'request-0',
      aPendingRequest(),
      reservation,
    );

    const fresh = await refusalOf(say(collect, typed, services));
    const answer = await say(collect, typed, services, { kept: { id, since } });

    expect(readable(fresh.message)).toContain(
      'This exceeds your hourly limit for devices (2 of 2 used).',
    );
    expect(answer).toMatchObject({ cardKey: id });
  });
});
