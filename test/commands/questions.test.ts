import { collect } from '../../src/commands/collect/collect';
import { cancel } from '../../src/commands/jobs/cancel';
import { machine } from '../../src/commands/machines/machine';
import { assertMayAnswer } from '../../src/commands/questions';
import { refusalOf, say } from '../support/answers';
import { aMachine, machineId, mia, omar } from '../support/builders';
import { buttonsOf, readable } from '../support/card-text';
import { fakeServices, request } from '../support/services';

const twins = [1, 2].map((n) => aMachine({ id: machineId(n), name: 'fin-lap.contoso.com' }));

interface Button {
  readonly title: string;
  readonly verb?: string;
  readonly data: { readonly words: readonly string[]; readonly question?: string };
}

/** Mia is asked; what the buttons of the card carry comes back. */
async function asked(kind: 'choice' | 'form') {
  const services = fakeServices({ machines: twins });
  const typed = kind === 'choice' ? { machines: ['fin-lap'], reason: 'lsass alert' } : {};
  const reply = await say(collect, typed, services);
  const buttons = buttonsOf('card' in reply ? [reply.card.content] : []) as readonly Button[];
  return { services, buttons, question: buttons[0]!.data.question! };
}

describe.each(['choice', 'form'] as const)('a %s', (kind) => {
  it('is answered by its requester', async () => {
    const { question, services } = await asked(kind);

    await expect(assertMayAnswer(question, request({}), services)).resolves.toBeUndefined();
  });

  it('is refused to others, who may start their own without the reason of the requester', async () => {
    const { question, services } = await asked(kind);

    const refusal = await refusalOf(
      assertMayAnswer(question, request({}, { actor: omar }), services),
    );

    expect(readable(refusal.message)).toBe('Only Mia Chen can choose here. Nothing was done.');
    expect(refusal.suggestions).toEqual([
      { title: 'Start my own', verb: 'collect', words: kind === 'choice' ? ['fin-lap'] : [] },
    ]);
  });

  it('expires after an hour', async () => {
    const { question, services } = await asked(kind);
    services.clock.advance(61 * 60_000);

    const { message } = await refusalOf(assertMayAnswer(question, request({}), services));

    expect(readable(message)).toMatch(
      /^That question expired at .* Nothing was done\. Ask again\.$/,
    );
  });

  it('is not too late when the press waited for Defender', async () => {
    const { question, services } = await asked(kind);
    const pressed = { id: 'C-K0001', since: services.clock.now() };
    services.clock.advance(3 * 60 * 60_000);

    const late = request({}, { kept: pressed });

    await expect(assertMayAnswer(question, late, services)).resolves.toBeUndefined();
  });

  it('can be cancelled by its requester only, and is not answered after that', async () => {
    const { buttons, question, services } = await asked(kind);
    const button = buttons.find(({ title }) => title === 'Cancel')!;

    const refusal = await refusalOf(say(cancel, { job: question }, services, { actor: omar }));
    const reply = await say(cancel, { job: question }, services);
    const late = await refusalOf(assertMayAnswer(question, request({}), services));

    expect(button).toMatchObject({ verb: 'cancel', data: { words: [question] } });
    expect(readable(refusal.message)).toContain('Only Mia Chen can choose here.');
    expect(reply).toMatchObject({ cardKey: question, said: 'Cancelled.' });
    expect(readable(late.message)).toMatch(/^That was cancelled /);
  });

  it('is no list that could be started by its id', async () => {
    const { question, services } = await asked(kind);

    const { message } = await refusalOf(
      say(collect, { job: question, flags: ['confirmed'], reason: 'hunt' }, services),
    );

    expect(readable(message)).toContain(`${question} isn’t a list to collect from.`);
  });
});

it('refuses an answer to a question that is unknown', async () => {
  const services = fakeServices();

  const { message } = await refusalOf(assertMayAnswer('C-ZZZZZ', request({}), services));

  expect(readable(message)).toBe('That question has expired. Nothing was done. Ask again.');
});

it('asks an analyst to choose, too', async () => {
  const services = fakeServices({ machines: twins });

  const reply = await say(machine, { machines: ['fin-lap'] }, services, { role: 'analyst' });

  expect(reply).toMatchObject({ cardKey: expect.any(String), awaitsChoice: true });
  expect(await services.drafts.get((reply as { cardKey: string }).cardKey)).toMatchObject({
    askedBy: mia,
    kind: 'choice',
  });
});
