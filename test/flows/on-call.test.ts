import { noiseOf } from '../support/noise';
import { wordsOf } from '../support/teams-connector';
import { type OnCallApp, openOnCallApp, titlesOf } from './on-call-app';

let app: OnCallApp;
beforeAll(async () => {
  app = await openOnCallApp();
});
afterAll(() => app.close());

describe('a failure', () => {
  it('comes to the person on call, 1:1 and in the channel, with why, for whom and what is next', async () => {
    const { card, job, room, title } = await app.failing();

    await app.teams.sees('On-call (Dana Reyes) notified', { in: room });
    const words = wordsOf(card.sent);
    expect(words).toMatch(/^<at>Dana Reyes<\/at>, you’re on call/);
    expect(words).toMatch(/Escalates to Omar Haddad at .* unless acknowledged/);
    expect(words).toContain('Mia Chen (lsass alert)');
    expect(words).toContain(`Ref ${job}`);
    expect(titlesOf(card).slice(0, 3)).toEqual(['Acknowledge', 'Escalate', 'More']);
    expect(app.inChat('Dana Reyes', title)).toHaveLength(1);
    expect(app.inChat('Omar Haddad', title)).toHaveLength(0);
    await app.people.dana.presses(card, 'Resolve');
  });

  it('that is acknowledged pages nobody else, and who asked sees who is on it', async () => {
    const { operations, people, teams } = app;
    const [before, inChat] = [teams.said(operations).length, teams.said(people.dana.chat).length];
    const { card, job, name, room } = await app.failing();

    const pressed = await people.dana.presses(card, 'Acknowledge');
    await teams.sees('Dana Reyes has acknowledged', { in: room });

    expect(pressed.status).toBe(200);
    const isHers = (words: string) => /Acknowledged by Dana Reyes/.test(words);
    await teams.sees((words, { id }) => id === card.id && isHers(words));
    // Asked after an acknowledgement as late as the next page after a failure.
    await teams.sees(`Still working on ${name}?`, { in: people.dana.chat });
    expect(app.pagesAbout(name)).toEqual([]);
    const one = { cards: 1, replies: 0, mentions: 0 };
    expect(noiseOf(teams.said(operations).slice(before))).toEqual({ ...one, mentions: 1 });
    expect(noiseOf(teams.said(people.dana.chat).slice(inChat))).toEqual({ ...one, cards: 2 });
    // The outcome, which mentions the requester, and the assignee, which mentions nobody.
    expect(noiseOf(teams.said(room))).toEqual({ cards: 1, replies: 2, mentions: 1 });
    expect(wordsOf(card.sent)).not.toContain('<at>');
    await people.dana.says(`resolve ${job} because fixed`);
  });

  it('that nobody answers goes to the next, once, although the bot is killed while it counts down', async () => {
    const { operations, teams } = app;
    const { job, name, room, title } = await app.failing();

    for (let kills = 0; kills < 2; kills++) await app.restart();
    await teams.sees(`${title}. Escalated to you`, { in: operations });
    // Killed while sending, it would be sent twice: a lost page would be worse.
    await teams.sees('Omar Haddad notified', { in: room });
    await app.restart();
    await teams.sees('no one acknowledged', { in: operations });

    expect(app.pagesAbout(name).map(({ sent }) => wordsOf(sent))).toEqual([
      `<at>Omar Haddad</at>, ${title}. Escalated to you: no response from Dana Reyes · Ref ${job}`,
      `${title}: no one acknowledged. Someone in this channel needs to take it · Ref ${job}`,
    ]);
    expect(app.inChat('Dana Reyes', title)).toHaveLength(1);
    expect(app.inChat('Omar Haddad', title)).toHaveLength(1);
  });

  it('that is resolved while others acknowledge it is resolved for good', async () => {
    const { people, teams } = app;
    const { card, job } = await app.failing();

    const clicks = Array.from({ length: 10 }, () => people.omar.presses(card, 'Acknowledge'));
    await Promise.all([...clicks, people.dana.says(`resolve ${job} because rebooted`)]);
    await teams.sees((words, { id }) => id === card.id && /✅ Resolved .* by Dana/.test(words));
    const late = await people.omar.sendsButton(
      { verb: 'ack', data: { words: [job], v: 1 } },
      { message: card },
    );

    expect(late.body?.value).toMatch(/Resolved .* by Dana Reyes.* before your ack/);
    expect(wordsOf(card.sent)).not.toMatch(/\[Acknowledge\]|Acknowledged by/);
  });

  it('is one effect for twenty clicks at once', async () => {
    const { operations, people, teams } = app;
    const { card, name } = await app.failing();

    await Promise.all(Array.from({ length: 20 }, () => people.dana.presses(card, 'Escalate')));
    await teams.sees('Escalated to you by Dana Reyes', { in: operations });
    await people.omar.presses(card, 'Acknowledge');

    expect(app.pagesAbout(name)).toHaveLength(1);
  });
});
