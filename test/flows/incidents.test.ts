import { openTestHouse, type TestHouse } from '../support/house';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse({
    policy: {
      triggers: [
        {
          name: 'high-severity',
          incident: { severity: ['High'] },
          collect: 'compromised',
          ipReport: true,
        },
      ],
    },
  });
});
afterAll(() => house.close());

const step = (number: number) => ({ title: `Hands on keyboard, step ${number}`, on: ['ws-048'] });

describe('an incident', () => {
  it('of eleven alerts on one machine brings one card, one package and no word typed', async () => {
    const { bailiff, people, simulator, teams } = house;
    const soc = teams.channel('incidents');
    await people.dana.says('subscribe incidents high+', { in: soc });
    await teams.sees(/From now on this channel gets reports of incidents of severity high/, {
      in: soc,
    });

    const { incident } = simulator.addIncident({
      name: 'Hands-on-keyboard attack <at>Everyone</at>',
      alerts: Array.from({ length: 11 }, (_, at) => step(at + 1)),
    });

    await teams.sees(`High ▲ · Incident ${incident.id} · Hands-on-keyboard attack`, { in: soc });
    await teams.sees('Rule “high-severity” started a package collection on 1 machine', { in: soc });
    await teams.sees(/^✅ WS-048 · Ready/, { in: soc, within: 15_000 });
    const card = await teams.sees(/WS-048 · Ready · C-/, { in: soc, within: 15_000 });
    await teams.sees('WS-048 package ready', { in: soc });
    await teams.sees(/IPs in incident/, { in: soc });
    expect(teams.transcript(soc)).toHaveLength(1);
    const asked = simulator
      .calls({ method: 'POST' })
      .filter(({ path }) => path.includes('collect'));
    expect(asked).toHaveLength(1);
    console.log(
      JSON.stringify(asked[0]),
      teams.transcript(soc).join('\n---\n'),
      bailiff.log
        .filter((l) => l.level !== 'info')
        .map((l) => JSON.stringify(l))
        .join('\n'),
      card.conversationId,
    );
  });
});
