import { defaultPolicy, type Policy } from '../../src/access/policy';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { incident as incidentWorkflow } from '../../src/workflows/incidents/incident';
import { ruleChanged } from '../../src/workflows/incidents/rule-changed';
import { cardText } from '../support/card-text';
import { saveAsPosted } from '../support/posted-cards';
import { newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage } from './stage';

const channel = '19:incidents@thread.tacv2';
const rule: Policy['triggers'][number] = {
  name: 'worms: all',
  incident: { severity: ['high'], titles: [], categories: [], sources: [] },
  collect: 'compromised',
  ipReport: false,
  perHour: 1,
};

let stage: Stage;
let services: WorkflowServices;
afterEach(() => stage.close());

beforeEach(async () => {
  stage = await setStage();
  services = {
    ...stage.services,
    clock: { ...stage.clock, sleep: () => new Promise(() => undefined) },
    policy: { ...defaultPolicy(), triggers: [rule] },
    messenger: withMemory(stage),
  };
  await services.incidents.watch(new Date(stage.clock.now().getTime() - 3_600_000));
  const at = stage.clock.now();
  await services.subscriptions.add({ conversationId: channel, topic: 'incidents', by: mia, at });
});

/** Like the real one: posted cards can be found again. */
function withMemory({ services: { messenger }, clock, db }: Stage): WorkflowServices['messenger'] {
  return {
    ...messenger,
    async show(name, place, card, options) {
      await messenger.show(name, place, card, options);
      const { conversationId } = place;
      const final = options?.final ?? false;
      await saveAsPosted(db, {
        name,
        conversationId,
        messageId: name,
        final,
        shownAt: clock.now(),
      });
    },
  };
}

let runs = 0;

async function tell(id: number) {
  const found = await services.defender.incident(String(id));
  await services.incidents.save(found!, { isOld: false });
  const { updatedAt } = found!;
  const input = { incidentId: String(id), updatedAt };
  await rehearse(incidentWorkflow, input, { id: `run:${++runs}`, services, memory: newMemory() });
}

async function resume() {
  const now = stage.clock.now();
  await services.triggers.resume(rule.name, mia, now);
  await change({ resumed: { by: mia, at: now.toISOString() } });
}

const change = (more: object = {}) =>
  rehearse(
    ruleChanged,
    { rule: rule.name, since: new Date(0).toISOString(), ...more },
    { id: `changed:${++runs}`, services, memory: newMemory() },
  );

const last = (words: string | RegExp) => {
  const found = stage.shown.filter(({ name }) => name.match(words)).at(-1);
  return { ...found, words: found ? cardText(found.card.content) : '' };
};

const worm = () =>
  stage.simulator.addIncident({ alerts: [{ title: 'It spreads', on: ['ws-048', 'ws-049'] }] })
    .incident;

it('the notice of a pause says who ended it, and can’t be pressed any more', async () => {
  await tell(worm().id);
  expect(last(/^paused:/).words).toContain('[Resume]');

  await resume();

  expect(last(/^paused:/)).toMatchObject({ final: true });
  expect(last(/^paused:/).words).toContain('✅ Rule “worms: all” resumed');
  expect(last(/^paused:/).words).toMatch(/Resumed by Mia Chen \d\d:\d\d UTC\./);
  expect(last(/^paused:/).words).not.toContain('Resume]');
});

it('of a pause that came meanwhile the notice stays as it is', async () => {
  await tell(worm().id);
  await services.triggers.resume(rule.name, mia, stage.clock.now());
  const again = stage.simulator.addIncident({
    alerts: [{ title: 'It spreads on', on: ['ws-050', 'ws-051'] }],
  });
  await tell(again.incident.id);
  const paused = stage.shown.filter(({ name }) => name.startsWith('paused:')).length;

  await change({ resumed: { by: mia, at: stage.clock.now().toISOString() } });

  const failureAlerts = stage.shown.filter(({ name }) => name.startsWith('paused:'));
  expect(failureAlerts).toHaveLength(paused + 1);
  expect(failureAlerts.at(-1)?.name).toBe(failureAlerts[0]?.name);
});

it('an incident’s card says that the rule is muted as long as it is', async () => {
  const { id } = worm();
  await tell(id);
  const card = new RegExp(`^incident:${id}@`);
  await services.triggers.mute(rule.name, mia, new Date(stage.clock.now().getTime() + 3_600_000));
  await change();
  expect(last(card).words).toMatch(/is muted until \d\d:\d\d UTC/);

  await resume();

  expect(last(card).words).toContain('started a package collection on 1 device');
  expect(last(card).words).not.toContain('muted');
});

it('an incident’s card says it no longer when the mute has run out by itself', async () => {
  const { id } = worm();
  await tell(id);
  const card = new RegExp(`^incident:${id}@`);
  const until = new Date(stage.clock.now().getTime() + 60_000);
  await services.triggers.mute(rule.name, mia, until);
  await change();
  const before = last(card).words;
  services = { ...services, clock: { ...services.clock, now: () => until } };

  await change();

  expect(before).toContain('is muted until');
  expect(last(card).words).toContain('started a package collection on 1 device');
  expect(last(card).words).not.toContain('muted');
});

it('another rule’s incidents and old cards are left alone', async () => {
  await tell(worm().id);
  const shown = stage.shown.length;

  await change({ since: new Date(Date.now() + 60_000).toISOString() });
  services = {
    ...services,
    policy: { ...services.policy, triggers: [{ ...rule, name: 'another' }] },
  };
  await change();

  expect(stage.shown).toHaveLength(shown);
});
