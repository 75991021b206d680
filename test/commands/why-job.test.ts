import { why } from '../../src/commands/incidents/why';
import type { Notice } from '../../src/domain/failure-alert';
import { policyActor } from '../../src/domain/policy-actor';
import { aMishap, opened } from '../cards/samples-of-on-call';
import { refusalOf, say, shown } from '../support/answers';
import { aCollection, aKeptRequest, dana, omar, thread } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeTools } from '../support/services';

const asked = (id: string, tools: ReturnType<typeof fakeTools>) => say(why, { job: id }, tools);

describe('why, of a job', () => {
  it('names who asked for it, and who is told too because of the same machine', async () => {
    const follower = { person: omar, place: thread };
    const tools = fakeTools({ collections: [aCollection({ followers: [follower] })] });

    const said = shown(await asked('C-7F3K2', tools));

    expect(said).toContain('Why you hear of C-7F3K2');
    expect(said).toContain('Mia Chen asked for it 10:50 CET');
    expect(said).toContain('they asked for the same machine: Omar Haddad.');
  });

  it('names the rule where no person asked', async () => {
    const begun = aCollection({ askedBy: policyActor('high-severity'), incident: '4711' });

    const said = shown(await asked('C-7F3K2', fakeTools({ collections: [begun] })));

    expect(said).toContain('rule high-severity of the policy started it');
  });

  it('of a failure names who is told one after the other, and who was told when', async () => {
    const notices: Notice[] = [opened()];

    const said = shown(await asked(aMishap().job, fakeTools({ notices })));

    expect(said).toContain('one after the other: Dana Reyes, Omar Haddad, the operations channel.');
    expect(said).toContain('Dana Reyes was told 10:44 CET');
  });

  it('without a name is about the failure that one was called for, or one’s own latest job', async () => {
    const collections = [aCollection()];
    const called = fakeTools({ collections, notices: [opened()] });

    const hers = await say(why, {}, called, { actor: dana });
    const mine = await say(why, {}, called);

    expect(shown(hers)).toContain('Dana Reyes was told 10:44 CET');
    expect(shown(mine)).toContain('Why you hear of C-7F3K2');
    const { message } = await refusalOf(say(why, {}, fakeTools()));
    expect(readable(message)).toContain('Say which incident or job');
  });

  it('of a request that waits for Defender names who asked for it and that nothing was collected', async () => {
    const tools = fakeTools();
    const { id } = await tools.keptRequests.keep('request-0', aKeptRequest());

    const said = shown(await asked(id, tools));

    expect(said).toContain('Mia Chen asked for it 10:50 CET (10 min ago): lsass alert.');
    expect(said).toContain(`${id} waits for Defender. Nothing was collected yet.`);
    expect(shown(await say(why, {}, tools))).toBe(said);
  });

  it('of a collection that was begun out of such a request says when it was asked for and when begun', async () => {
    const tools = fakeTools();
    const { id } = await tools.keptRequests.keep('request-0', aKeptRequest());
    await tools.keptRequests.end(id, { as: 'begun', at: tools.clock.now() });
    tools.stored.push(aCollection({ id, askedAt: new Date('2026-11-20T09:58:00Z') }));

    const said = shown(await asked(id, tools));

    expect(said).toContain('Mia Chen asked for it 10:50 CET (10 min ago): lsass alert.');
    expect(said).toContain('Defender did not answer then. It was begun 10:58 CET');
    expect(said).not.toContain('No collection');
  });

  it('says so when there is no such job', async () => {
    const { message } = await refusalOf(asked('C-00000', fakeTools()));

    expect(readable(message)).toBe(
      'I know no job C-00000. It is mistyped, or over for more than 90 days: all but collections is forgotten then.',
    );
  });
});
