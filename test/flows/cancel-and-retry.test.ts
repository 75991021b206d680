import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealBag } from '../../src/evidence/bag';
import { verifyBag } from '../../src/evidence/verify';
import { facts, payload, pieces } from '../evidence/bags';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { buttonsOf } from '../support/card-text';
import type { Room } from '../support/teams-activities';
import { type Posted, wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

let machines = 0;

interface Running {
  readonly name: string;
  readonly room: Room;
  readonly card: Posted;
  /** `C-7F3K2` */
  readonly job: string;
}

/** A collection that Mia asked for and that will not end by itself. */
async function running(script: Parameters<TestApp['simulator']['script']>[1] = 'never ends') {
  const { people, simulator, teams } = app;
  const name = `run-${++machines}`;
  simulator.addMachine({ name });
  simulator.script(name, script);
  const said = `collect ${name} because cancel me`;
  const { room } = await people.mia.says(said, { in: teams.channel(name) });
  const card = await teams.sees(new RegExp(`${name.toUpperCase()} · (Queued|Collecting)`), {
    in: room,
  });
  return { name: name.toUpperCase(), room, card, job: jobOn(card) } satisfies Running;
}

/** What a try before this one would have left: a whole bag of another action. */
async function sealedEarlier(job: string): Promise<Buffer> {
  const written: Buffer[] = [];
  await sealBag({
    name: `${job}-1`,
    payload: pieces(payload, 1000),
    facts: { ...facts, collectionId: job },
    out: async (bytes) => void written.push(Buffer.from(bytes)),
  });
  return Buffer.concat(written);
}

function jobOn(card: Posted): string {
  return /Ref (C-\w{5})/.exec(wordsOf(card.sent))![1]!;
}

const titles = ({ sent }: Posted) =>
  buttonsOf(sent.attachments?.map(({ content }) => content)).map(({ title }) => title);

describe('cancelling', () => {
  it('ends the card and the action in Defender when who asked types it', async () => {
    const { people, simulator, teams } = app;
    const { name, room, card, job } = await running();

    await people.mia.says(`cancel ${job}`, { in: room });
    await teams.sees(`${name} collection cancelled`, { in: room });

    expect(wordsOf(card.sent)).toMatch(
      new RegExp(`✖ ${name} · Cancelled\n.*Cancelled by Mia Chen`),
    );
    expect(
      simulator.calls({ method: 'POST' }).filter(({ path }) => /\/cancel$/.test(path)),
    ).toHaveLength(1);
  });

  it('works as a button, and by the machine’s name', async () => {
    const { people, teams } = app;
    const [pressed, typed] = [await running(), await running()];

    const answer = await people.mia.presses(pressed.card, 'Cancel');
    await people.mia.says(`cancel ${typed.name}`, { in: typed.room });

    expect(answer).toMatchObject({ status: 200, body: { statusCode: 200 } });
    await teams.sees(`${pressed.name} collection cancelled`, { in: pressed.room });
    await teams.sees(`${typed.name} collection cancelled`, { in: typed.room });
  });

  it('is not for a colleague, whatever is pressed, but for a lead', async () => {
    const { people, teams } = app;
    const { name, room, card, job } = await running();

    const omars = await people.omar.presses(card, 'Cancel');
    await people.omar.says(`cancel ${job}`, { in: room });
    await teams.sees(/Mia Chen requested .*so only Mia Chen or a lead can cancel it/s, {
      in: room,
    });
    expect(JSON.stringify(omars.body)).toContain('only Mia Chen or a lead can cancel it');
    expect(wordsOf(card.sent)).not.toContain('Cancelled');
    await people.dana.says(`cancel ${job}`, { in: room });

    await teams.sees(`${name} collection cancelled`, { in: room });
    expect(wordsOf(card.sent)).toContain('Cancelled by Dana Reyes');
  });

  it('that comes too late changes nothing and says so', async () => {
    const { people, teams } = app;
    const { name, room, card, job } = await running('succeeds');
    await teams.sees(`${name} package ready`, { in: room });

    await people.mia.says(`cancel ${job}`, { in: room });

    await teams.sees(/Ready since .*before your cancel\./, { in: room });
    expect(wordsOf(card.sent)).toContain(`✅ ${name} · Ready`);
  });

  it('keeps the package when the machine was faster than the cancel', async () => {
    const { people, simulator, teams } = app;
    const { name, room, job } = await running({ does: 'cancel race', workSeconds: 1e6 });
    simulator.next('too late to cancel');

    await people.mia.says(`cancel ${job}`, { in: room });

    await teams.sees(new RegExp(`${name} (package ready|collection cancelled)`), { in: room });
  });
});

describe('retrying', () => {
  it('brings the same card to life again and to a good end', async () => {
    const { people, simulator, teams } = app;
    const { name, room, card } = await running('fails');
    await teams.sees(`${name} package failed`, { in: room });
    expect(wordsOf(card.sent)).toContain(`❌ ${name} · Failed`);
    simulator.script(name, { does: 'succeeds', workSeconds: 600 });

    await people.mia.presses(card, 'Retry');
    await teams.sees(`⏳ ${name} · Collecting`, { in: room });
    expect(titles(card)).toContain('Cancel');
    await teams.sees(`${name} package ready`, { in: room });

    const cards = teams.transcript(room).filter((said) => said.includes(`${name} · `));
    expect(cards).toEqual([expect.stringContaining(`✅ ${name} · Ready`)]);
    expect(wordsOf(card.sent)).toContain('attempt 2');
  });

  it('is offered for a cancelled collection too, and can itself be cancelled', async () => {
    const { people, teams } = app;
    const { name, room, card, job } = await running();
    await people.mia.says(`cancel ${job}`, { in: room });
    await teams.sees(`✖ ${name} · Cancelled`, { in: room });

    await people.mia.says(`retry ${job}`, { in: room });
    await teams.sees(new RegExp(`⏳ ${name} · (Queued|Collecting)`), { in: room });
    await people.mia.presses(card, 'Cancel');

    await teams.sees(`✖ ${name} · Cancelled`, { in: room });
    const done = () =>
      teams.transcript(room).filter((said) => said.includes('collection cancelled'));
    await teams.sees(() => done().length === 2, { in: room });
  });

  it('brings the new package, also where an earlier try has left its own in the store', async () => {
    const { bailiff, people, simulator, teams } = app;
    const { name, room, card, job } = await running();
    await people.mia.says(`cancel ${job}`, { in: room });
    await teams.sees(`${name} collection cancelled`, { in: room });
    const file = join(bailiff.settings.folder, 'evidence', `${job}-1.zip`);
    await writeFile(file, await sealedEarlier(job));
    simulator.script(name.toLowerCase(), 'succeeds');

    await people.mia.presses(card, 'Retry');

    await teams.sees(`${name} package ready`, { in: room });
    const found = await verifyBag(file);
    expect(found).toMatchObject({ valid: true, collection: { collectionId: job } });
    expect(found.valid && found.collection!.actionId).not.toBe(facts.actionId);
    expect(found.valid && found.bytes).not.toBe(payload.length);
    await people.mia.says(`verify ${job}`, { in: room });
    await teams.sees(/verified\. The package matches its sealed hash/, { in: room });
  });

  it('of what is ready starts nothing', async () => {
    const { people, teams } = app;
    const { name, room, job } = await running('succeeds');
    await teams.sees(`${name} package ready`, { in: room });

    await people.mia.says(`retry ${job}`, { in: room });

    await teams.sees(/Ready\. Nothing to retry/, { in: room });
  });
});
