import { type OnCallApp, openOnCallApp } from './on-call-app';

let app: OnCallApp;
beforeAll(async () => {
  const rotation = {
    people: ['omar'],
    every: 'week',
    from: '2099-01-05T09:00',
    timeZone: 'Europe/Berlin',
  };
  app = await openOnCallApp({ onCall: { rotation } });
});
afterAll(() => app.close());

describe('nobody on call', () => {
  it('is said, the fallback is paged and the leads get a word', async () => {
    const { people, teams } = app;
    const { card, job, title } = await app.failing();

    await teams.sees(
      (words, { id }) =>
        id === card.id && /Paged Omar Haddad \(fallback, nobody is on call\)/.test(words),
    );
    await teams.sees('Nobody is on call. An alert went to the fallback: Omar Haddad', {
      in: people.dana.chat,
    });

    expect(app.inChat('Omar Haddad', title)).toHaveLength(1);
    await people.omar.says(`resolve ${job}`);
  });
});

describe('the schedule in chat', () => {
  it('says who is on call, and until when', async () => {
    const { people, teams } = app;

    await people.anna.says('who’s on call');

    await teams.sees('Nobody is on call until Mon 5 Jan 2099 09:00 CET', { in: people.anna.chat });
  });

  it('is overridden by somebody of the schedule, and given back', async () => {
    const { people, teams } = app;
    const chat = { in: people.omar.chat };

    await people.omar.says('override me until tomorrow 18:00');
    await teams.sees(/Omar Haddad is on call until .*18:00 CET/, chat);
    const { card, job } = await app.failing();
    await teams.sees(
      (words, { id }) => id === card.id && words.startsWith('<at>Omar Haddad</at>, you’re on call'),
    );
    await people.omar.says(`resolve ${job}`);
    await people.omar.says('override off');
    await teams.sees('Override removed', chat);
    await people.omar.says('oncall');

    await teams.sees(/^Nobody is on call/, chat);
  });

  it('is not changed by people who are not on it', async () => {
    const { people, teams } = app;

    await people.mia.says('override me until 18:00');
    await teams.sees('Only a lead can put you on call', { in: people.mia.chat });
    await people.mia.says('override omar until 18:00');

    await teams.sees('Only a lead can put Omar Haddad on call', { in: people.mia.chat });
  });

  it('is changed by a lead for others', async () => {
    const { people, teams } = app;

    await people.dana.says('override omar for 2 hours');

    await teams.sees('Omar Haddad is on call until', { in: people.dana.chat });
    await people.dana.says('override off');
  });
});
