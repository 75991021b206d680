import { openTestApp, type TestApp } from '../support/app';
import { noiseOf } from '../support/noise';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({
    timeScale: 300,
    policy: {
      approvals: [
        { when: { names: ['srv-*'] }, by: 'lead', expiresMinutes: 1440 },
        // Two people may allow it: a responder and a lead.
        { when: { names: ['db-*'] }, by: 'responder', expiresMinutes: 1440 },
      ],
    },
  });
});
afterAll(() => app.close());

const comments = () =>
  app.simulator
    .calls({ method: 'POST' })
    .filter(({ path }) => path.endsWith('/collectInvestigationPackage'))
    .map(({ body }) => (JSON.parse(body) as { Comment: string }).Comment);

describe('a server that needs approval', () => {
  it('is collected after a lead approved; who asked may not', async () => {
    const { teams, people } = app;
    const alone = { in: people.dana.chat };
    await people.dana.says('whoami', alone);
    const { room } = await people.mia.says('collect srv-sql2 because lsass alert', {
      in: teams.channel('approve'),
    });
    const question = await teams.sees('Mia Chen requests a package from SRV-SQL2', { in: room });
    await teams.sees('SRV-SQL2 · Waiting for approval', { in: room });
    // Not every lead reads every channel.
    await teams.sees('Mia Chen requests a package from SRV-SQL2', alone);

    const own = await people.mia.presses(question, 'Approve');
    expect(comments()).toEqual([]);
    const hers = await people.dana.presses(question, 'Approve');
    await teams.sees('SRV-SQL2 package ready', { in: room });

    expect(own.body?.value).toContain('You requested this, so someone else must approve it');
    expect(hers.body?.value).toContain('SRV-SQL2: approved. Collecting.');
    expect(wordsOf(question.sent)).toMatch(/✅ Approved by Dana Reyes .* · collecting/);
    await teams.sees(/✅ Approved by Dana Reyes[\s\S]*SRV-SQL2/, alone);
    expect(comments()).toEqual([
      expect.stringMatching(/asked by Mia Chen .*approved by Dana Reyes/),
    ]);
    const said = teams.transcript(room);
    expect(said.find((words) => words.includes('SRV-SQL2 · Ready'))).toContain(
      'Approved by: Dana Reyes',
    );
    // The question and the status card; only the requester is mentioned.
    expect(noiseOf(teams.said(room))).toEqual({ cards: 2, replies: 1, mentions: 1 });
  });

  it('is not collected when it is denied, with the reason on the card', async () => {
    const { teams, people } = app;
    const { room } = await people.mia.says('collect srv-file1 because hunt', {
      in: teams.channel('deny'),
    });
    const question = await teams.sees('Mia Chen requests', { in: room });
    const before = comments().length;

    await people.dana.presses(question, 'Deny', { inputs: { reason: 'use the replica' } });
    await teams.sees('denied by Dana Reyes. Nothing was collected', { in: room });

    expect(wordsOf(question.sent)).toMatch(/✖ Denied by Dana Reyes .*“use the replica”/);
    expect(comments()).toHaveLength(before);
  });

  it('has one effect after twenty clicks of two people', async () => {
    const { teams, people } = app;
    app.simulator.addMachine({ name: 'db-1' });
    const { room } = await people.mia.says('collect db-1 because race', {
      in: teams.channel('race'),
    });
    const question = await teams.sees('Mia Chen requests', { in: room });
    const before = comments().length;
    const { dana, omar } = people;

    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        [dana, omar][at % 2]!.presses(question, at % 3 === 2 ? 'Deny' : 'Approve', {
          inputs: { reason: 'no' },
        }),
      ),
    );
    await teams.sees(/DB-1 package ready|denied by/, { in: room });

    expect(taken.every(({ status }) => status === 200)).toBe(true);
    const approved = wordsOf(question.sent).includes('Approved by');
    expect(comments()).toHaveLength(before + (approved ? 1 : 0));
    expect(teams.transcript(room)).toHaveLength(3);
  });

  it('survives a kill while it waits, and then runs', async () => {
    const { teams, people } = app;
    const { room } = await people.mia.says('collect srv-web1 because restart', {
      in: teams.channel('kill'),
    });
    const question = await teams.sees('Mia Chen requests', { in: room });

    // A decision now comes after the question's memoised state.
    await people.anna.says('thanks');
    await teams.sees('You’re welcome', { in: people.anna.chat });
    await app.restart();
    await people.dana.presses(question, 'Approve');
    await teams.sees('SRV-WEB1 package ready', { in: room });

    expect(teams.transcript(room)).toHaveLength(3);
  });

  it('is typed as well as pressed', async () => {
    const { teams, people } = app;
    const { room } = await people.mia.says('collect srv-ca01 because typed', {
      in: teams.channel('typed'),
    });
    const question = await teams.sees('Mia Chen requests', { in: room });
    const [, job] = /Ref (C-\w{5})/.exec(wordsOf(question.sent))!;

    await people.dana.says(`approve ${job}`, { in: room });

    await teams.sees('SRV-CA01: approved. Collecting.', { in: room });
    await teams.sees('SRV-CA01 package ready', { in: room });
  });
});
