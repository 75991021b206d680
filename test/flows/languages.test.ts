import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { speaksGerman } from '../support/german';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({
    env: { ...fewIncidents, ...(await speaksGerman()) },
    policy: { approvals: [{ when: { names: ['srv-*'] }, by: 'lead', expiresMinutes: 40 }] },
  });
});
afterAll(() => app.close());

const german = { locale: 'de-DE', timeZone: 'Asia/Tokyo' };

describe('somebody whose Teams is German', () => {
  it('reads German in a 1:1, at once and when the work is done, with times in their own zone', async () => {
    const { mia } = app.people;

    await mia.says('status', german);
    await app.teams.sees('Bei Ihnen läuft nichts.', { in: mia.chat });
    await mia.says('collect WS-042 because lsass', german);
    await app.teams.sees('Paket von WS-042 ist da', { in: mia.chat });

    const card = await app.teams.sees(/sha256 [0-9a-f]{64}/, { in: mia.chat });
    expect(wordsOf(card.sent)).toContain('UTC+9');
  });

  it('reads what a channel reads that began in English', async () => {
    const { dana, mia } = app.people;
    const soc = app.teams.channel('soc');
    await dana.says('help', { in: soc });

    const { room: asked } = await mia.says('status', { in: soc, ...german });
    await app.teams.sees('You have nothing running.', { in: asked });
    const { room } = await mia.says('collect WS-043 because lsass', { in: soc, ...german });
    await app.teams.sees('WS-043 package ready', { in: room });

    const card = await app.teams.sees(/sha256 [0-9a-f]{64}/, { in: room });
    expect(wordsOf(card.sent)).not.toContain('UTC+9');
  });

  it('reads in German what was stored with its values, and others read it in English', async () => {
    const { dana, mia } = app.people;

    await mia.says('collect srv-file1 because hunt', german);
    await app.teams.sees('In 40 Minuten hat niemand geantwortet.', { in: mia.chat });
    await dana.says('status srv-file1');

    await app.teams.sees('Expired: nobody answered within 40 min.', { in: dana.chat });
  });

  it('reads in German who denied it, with the words that person wrote', async () => {
    const { dana, mia } = app.people;
    await mia.says('collect srv-sql2 because hunt', german);
    const { sent } = await app.teams.sees(/To approve: approve C-/, { in: mia.chat });
    const [job] = /C-\w{5}/.exec(wordsOf(sent))!;

    await dana.says(`deny ${job} because use the *replica*`);

    await app.teams.sees('Dana Reyes hat es abgelehnt: „use the *replica*“.', { in: mia.chat });
  });

  it('reads in German why it failed on the machine', async () => {
    const { dana, mia } = app.people;
    app.simulator.addMachine({ name: 'bad-1' });
    app.simulator.script('bad-1', { does: 'fails', errorHResult: -2147024784, workSeconds: 30 });

    await mia.says('collect bad-1 because hunt', german);
    const inGerman = 'Auf der Maschine ging es schief: ihre Platte ist voll (0x80070070).';
    await app.teams.sees(inGerman, { in: mia.chat });
    await dana.says('status bad-1');

    const inEnglish = 'failed on the device: the device’s disk is full (0x80070070).';
    await app.teams.sees(inEnglish, { in: dana.chat });
  });
});
