import { manifestOf } from '../../manifest/manifest';
import { collectNamedHere } from '../../src/chat/message-action';
import type { Role } from '../../src/domain/person';
import { cardText } from '../support/card-text';
import { activity } from '../support/teams-activities';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

let door: HandlerUnderTest;
afterEach(() => door.close());

async function opened(content: string, role?: Role) {
  door = await activityHandlerFor(role ? { role } : {});
  const answer = await send('composeExtension/fetchTask', {
    commandId: collectNamedHere,
    messagePayload: { body: { contentType: 'html', content } },
  });
  return answer.body as unknown as { task: { type: string; value: never } };
}

function send(name: string, value: object) {
  const { teams } = door;
  const base = activity(teams.world, teams.person('Mia Chen').human, teams.channel('soc'));
  return teams.send({ ...base, type: 'invoke', name, value });
}

function formIn({ task }: Awaited<ReturnType<typeof opened>>) {
  const { card } = task.value as { card: { content: { body: { id?: string; value?: string }[] } } };
  const field = (id: string) => card.content.body.find((one) => one.id === id)?.value;
  return { content: card.content, machines: field('machines')?.split('\n') };
}

describe('“Collect machines named here”', () => {
  it('opens the form with the machines that the message names', async () => {
    const answer = await opened(
      '<p>lsass read on <b>WS-042</b> and ws-043.contoso.com, see incident 4711. WS-042 is urgent</p>',
    );

    const { machines } = formIn(answer);
    expect(machines).toEqual(['WS-042', 'ws-043.contoso.com']);
    expect(answer.task.type).toBe('continue');
  });

  it('says so when the message names none', async () => {
    const { content } = formIn(await opened('<p>good morning all</p>'));

    expect(cardText(content)).toContain('No device names found in that message');
  });

  it('has a button that task modules know', async () => {
    const { content } = formIn(await opened('<p>WS-042</p>'));

    const [button] = (content as { actions?: { type: string; data: object }[] }).actions ?? [];
    expect(button).toMatchObject({ type: 'Action.Submit', data: { verb: 'collect', words: [] } });
  });

  it.each(['nobody', 'analyst'] as const)('is not for a person who is %s', async (role) => {
    const { task } = await opened('<p>WS-042</p>', role);

    expect(task).toEqual({
      type: 'message',
      value: '🔒 You can’t collect here.',
    });
  });

  it('sends what was filled in as the same command', async () => {
    door = await activityHandlerFor({
      onTurn: (turn, replies) => void replies.offer(turn.id, { none: true }),
    });

    const answer = await send('composeExtension/submitAction', {
      commandId: collectNamedHere,
      data: { verb: 'collect', words: [], v: 0, machines: 'WS-042', reason: 'lsass' },
    });

    expect(door.turns()[0]?.said).toMatchObject({
      kind: 'press',
      verb: 'collect',
      inputs: { machines: 'WS-042', reason: 'lsass' },
    });
    expect(answer.body).toEqual({ task: { type: 'message', value: 'Done.' } });
  });

  it('is in the app’s manifest under the id that is answered', async () => {
    door = await activityHandlerFor();
    const facts = { appId: 'a', publicUrl: 'https://b.example', version: '1.0.0', commands: [] };

    const [extension] = manifestOf(facts).composeExtensions ?? [];

    expect(extension?.commands?.map(({ id }) => id)).toEqual([collectNamedHere]);
  });
});
