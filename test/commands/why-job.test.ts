import { why } from '../../src/commands/incidents/why';
import type { FailureAlert } from '../../src/domain/failure-alert';
import { policyActor } from '../../src/domain/policy-actor';
import { aJobFailure, opened } from '../cards/samples-of-on-call';
import { reservation } from '../support/admission';
import { refusalOf, say, shown } from '../support/answers';
import { aCollection, aPendingRequest, dana, omar, thread } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const asked = (id: string, services: ReturnType<typeof fakeServices>) =>
  say(why, { job: id }, services);

describe('why, of a job', () => {
  it('names who asked for it, and who is told too because of the same machine', async () => {
    const follower = { person: omar, place: thread };
    const services = fakeServices({ collections: [aCollection({ followers: [follower] })] });

    const said = shown(await asked('C-7F3K2', services));

    expect(said).toContain('Why you’re getting updates on C-7F3K2');
    expect(said).toContain('Mia Chen requested it 09:50 UTC');
    expect(said).toContain('(requested the same device): Omar Haddad.');
  });

  it('names the rule where no person asked', async () => {
    const begun = aCollection({ askedBy: policyActor('high-severity'), incident: '4711' });

    const said = shown(await asked('C-7F3K2', fakeServices({ collections: [begun] })));

    expect(said).toContain('rule high-severity started it');
  });

  it('of a failure names who is told one after the other, and who was told when', async () => {
    const failureAlerts: FailureAlert[] = [opened()];

    const said = shown(await asked(aJobFailure().job, fakeServices({ failureAlerts })));

    expect(said).toContain('Escalation path: Dana Reyes, Omar Haddad, the operations channel.');
    expect(said).toContain('09:44 UTC Paged Dana Reyes');
  });

  it('without a name is about the failure that one was called for, or one’s own latest job', async () => {
    const collections = [aCollection()];
    const called = fakeServices({ collections, failureAlerts: [opened()] });

    const hers = await say(why, {}, called, { actor: dana });
    const mine = await say(why, {}, called);

    expect(shown(hers)).toContain('09:44 UTC Paged Dana Reyes');
    expect(shown(mine)).toContain('Why you’re getting updates on C-7F3K2');
    const { message } = await refusalOf(say(why, {}, fakeServices()));
    expect(readable(message)).toContain('Name an incident or a job');
  });

  it('of a request that waits for Defender names who requested it and that nothing was collected', async () => {
    const services = fakeServices();
    const { id } = await services.pendingRequests.keep('request-0', aPendingRequest(), reservation);

    const said = shown(await asked(id, services));

    expect(said).toContain('Mia Chen requested it 09:50 UTC (10 min ago): lsass alert.');
    expect(said).toContain(`${id} is waiting for Defender. Nothing has been collected yet.`);
    expect(shown(await say(why, {}, services))).toBe(said);
  });

  it('of a collection that was begun out of such a request says when it was asked for and when begun', async () => {
    const services = fakeServices();
    const { id } = await services.pendingRequests.keep('request-0', aPendingRequest(), reservation);
    await services.pendingRequests.end(id, { as: 'begun', at: services.clock.now() });
    services.stored.push(aCollection({ id, askedAt: new Date('2026-11-20T09:58:00Z') }));

    const said = shown(await asked(id, services));

    expect(said).toContain('Mia Chen requested it 09:50 UTC (10 min ago): lsass alert.');
    expect(said).toContain(
      'Defender wasn’t answering, so the request was queued. Started 09:58 UTC',
    );
    expect(said).not.toContain('No collection');
  });

  it('says so when there is no such job', async () => {
    const { message } = await refusalOf(asked('C-00000', fakeServices()));

    expect(readable(message)).toBe(
      'No job C-00000 found. Check the id: anything except collections is deleted 90 days after it ends.',
    );
  });
});
