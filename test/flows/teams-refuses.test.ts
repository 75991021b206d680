import { ip } from '../../simulator/company/scenario';
import deletedChannel from '../fixtures/teams/deleted-channel.json';
import unknownActivity from '../fixtures/teams/edit-400-unknown-activity.json';
import deletedMessage from '../fixtures/teams/edit-403-deleted-message.json';
import { wordsOf } from '../support/teams-connector';
import { type OnCallApp, openOnCallApp } from './on-call-app';

jest.setTimeout(300_000);

let app: OnCallApp;
beforeAll(async () => {
  app = await openOnCallApp({
    policy: {
      triggers: [
        {
          name: 'high-severity',
          incident: { severity: ['High'] },
          collect: 'compromised',
          ipReport: true,
          perHour: 5,
        },
      ],
    },
  });
});
afterAll(() => app.close());
afterEach(() => {
  app.teams.connector.rule = () => undefined;
});

describe('a card that can not be edited', () => {
  it.each([
    ['because Teams does not know the message', unknownActivity, 'refused-1', -2147024891],
    ['because somebody deleted the message', deletedMessage, 'refused-2', -2147024784],
  ])(
    '%s is posted anew; who asked is told, on-call is paged, and the place stays',
    async (_, { fault }, name, errorHResult) => {
      const { operations, people, simulator, teams } = app;
      const room = teams.channel(`room-${name}`);
      simulator.addMachine({ name });
      // Failures of one cause would be one alert.
      simulator.script(name, { does: 'fails', errorHResult });
      teams.connector.rule = ({ conversationId, kind }) =>
        kind === 'edit' && conversationId.startsWith(room.id) ? fault : undefined;

      await people.mia.says(`collect ${name} because lsass`, { in: room });

      const shown = name.toUpperCase();
      const ended = await teams.sees(`❌ ${shown} · Failed`, { in: room });
      expect(wordsOf(ended.sent)).toContain('[Retry]');
      await teams.sees(`<at>Mia Chen</at>, ${shown} package failed`, { in: room });
      await teams.sees(`Package failed on ${shown}`, { in: operations });
      await people.mia.says('status', { in: room });
      await teams.sees(/C-\w{5}/, { in: room });
    },
  );
});

describe('one of two channels that follow incidents', () => {
  it('is deleted: the other one gets all, on-call is paged, operations are told once', async () => {
    const { operations, people, simulator, teams } = app;
    const [gone, healthy] = [teams.channel('incidents-gone'), teams.channel('incidents-here')];
    for (const room of [gone, healthy]) {
      await people.dana.says('subscribe incidents high+', { in: room });
      await teams.sees('Subscribed: this channel now gets incidents', { in: room });
    }
    teams.connector.rule = ({ conversationId }) =>
      conversationId.startsWith(gone.id) ? deletedChannel.fault : undefined;
    simulator.script('ws-048', { does: 'fails', errorHResult: -2147023436 });

    const { incident } = simulator.addIncident({
      name: 'After the channel was deleted',
      alerts: [{ title: 'It calls home', on: ['ws-048'], evidence: [ip('203.0.113.206')] }],
    });

    await teams.sees(`Incident ${incident.id} · After the channel`, { in: healthy });
    await teams.sees(/IPs in incident/, { in: healthy });
    await teams.sees(/^❌ WS-048 · Failed/, { in: healthy });
    await teams.sees('Package failed on WS-048', { in: operations });
    await teams.sees('its subscriptions ended', { in: operations });
    const told = teams
      .transcript(operations)
      .filter((line) => line.includes('subscriptions ended'));
    expect(told).toHaveLength(1);
  });
});
