import { defaultPolicy } from '../../src/access/policy';
import { subscribe } from '../../src/commands/channels/subscribe';
import { subscriptions } from '../../src/commands/channels/subscriptions';
import { mute } from '../../src/commands/incidents/mute';
import { resume } from '../../src/commands/incidents/resume';
import { why } from '../../src/commands/incidents/why';
import { cancel } from '../../src/commands/jobs/cancel';
import { buttonsOn, refusalOf, say, shown } from '../support/answers';
import { mia } from '../support/builders';
import { readable } from '../support/card-text';
import { anAlert, anIncident, memoryTriggers } from '../support/incidents';
import { type FakeServices, fakeServices } from '../support/services';
import { understand } from '../support/understand';

const lead = { role: 'lead' } as const;
const rule = {
  name: 'High + lsass',
  incident: { severity: ['high' as const], titles: ['lsass'], categories: [], sources: [] },
  collect: 'compromised' as const,
  ipReport: true,
  perHour: 10,
};
const incident = anIncident({ alerts: [anAlert()] });

function app(facts: Parameters<typeof memoryTriggers>[0] = {}): FakeServices {
  const policy = { ...defaultPolicy('lead'), triggers: [rule] };
  return { ...fakeServices({ incidents: [incident], policy }), triggers: memoryTriggers(facts) };
}

/** The words of a typed line, as the dispatcher parses them. */
const read = (text: string) => understand({ text, mentions: [], botId: 'bot' });

describe('why', () => {
  it('names the rule, what it means, how much of its cap is used, and who follows here', async () => {
    const services = app({ used: 3 });
    await say(subscribe, { words: ['incidents'], severity: ['high'] }, services, lead);

    const answer = await say(why, { incident: '4711' }, services);

    expect(shown(answer)).toContain('Why you’re seeing incident 4711');
    expect(shown(answer)).toContain(
      'Subscribed to incidents of severity high and above (by Mia Chen, 10:00 UTC).',
    );
    expect(shown(answer)).toContain(
      'Rule “High + lsass” matches incidents with severity high, a title like “lsass”. It collects compromised devices and lists IP addresses.',
    );
    expect(shown(answer)).toContain('3 of 10 devices used this hour.');
    expect(buttonsOn(answer)).toMatchObject([
      { verb: 'mute', data: { words: ['High + lsass', '1h'] } },
    ]);
  });

  it('offers to resume a rule that rests, not to mute it once more', async () => {
    const paused = app({ pausedAt: new Date('2026-11-20T09:50:00Z') });
    const muted = app();
    await say(mute, { words: ['High + lsass', '1h'] }, muted, lead);

    for (const services of [paused, muted])
      expect(buttonsOn(await say(why, { incident: '4711' }, services))).toMatchObject([
        { title: 'Resume rule', verb: 'resume', data: { words: ['High + lsass'] } },
      ]);
  });

  it('says who stopped the incident, and how to go on', async () => {
    const services = app();
    await services.incidents.stop('4711', { by: mia, at: new Date('2026-11-20T09:58:00Z') });

    const answer = await say(why, { incident: '4711' }, services);

    expect(shown(answer)).toContain('Rules stopped by Mia Chen 09:58 UTC.');
    expect(shown(answer)).toContain('To resume: resume incident 4711');
  });

  it('says so when no rule had a part in it, or when the incident is not known', async () => {
    const services = { ...app(), policy: defaultPolicy('lead') };

    expect(shown(await say(why, { words: ['4711'] }, services))).toContain('No rule matches.');
    const { message } = await refusalOf(say(why, { words: ['4712'] }, services));
    expect(readable(message)).toBe('Incident 4712 hasn’t been seen yet.');
  });

  it.each`
    typed                          | command
    ${'why 4711'}                  | ${'why'}
    ${'why incident 4711'}         | ${'why'}
    ${'why #4711?'}                | ${'why'}
    ${'why C-7F3K2'}               | ${'why'}
    ${'why am I seeing this?'}     | ${'why'}
    ${'Why do I get this'}         | ${'why'}
    ${'why did C-7F3K2 fail?'}     | ${'status'}
    ${'why is C-7F3K2 stuck'}      | ${'status'}
    ${'why is ws-042 stuck'}       | ${'status'}
    ${"why can't I collect ws-42"} | ${'none'}
  `('is read from “$typed” as $command', ({ typed, command }) => {
    expect(read(typed).command).toBe(command);
  });
});

describe('mute', () => {
  it.each`
    typed                        | until
    ${'mute high + lsass 2h'}    | ${'12:00 UTC'}
    ${'mute "High + lsass" 30m'} | ${'10:30 UTC'}
    ${'mute High + lsass'}       | ${'11:00 UTC'}
  `('“$typed” lets the rule rest until $until', async ({ typed, until }) => {
    const { command, words } = read(typed);

    const answer = await say(mute, { words }, app(), lead);

    expect(command).toBe('mute');
    expect(shown(answer)).toContain(`Rule “High + lsass” is muted until ${until}.`);
  });

  it('takes no rule that is not there, and no week and a half', async () => {
    const unknown = await refusalOf(say(mute, { words: ['hihg', '1h'] }, app(), lead));
    const long = await refusalOf(say(mute, { words: ['High + lsass', '11d'] }, app(), lead));

    expect(readable(unknown.message)).toBe('The policy has no rule “hihg”.');
    expect(unknown.suggestions).toMatchObject([{ verb: 'mute', words: ['High + lsass', '1h'] }]);
    expect(readable(long.message)).toContain('up to 7 days');
  });

  it('of a notice is still a snooze', () => {
    expect(read('mute C-7F3K2 2h').command).toBe('snooze');
  });
});

describe('resume', () => {
  it('lets the rule act again and takes up what it held back, once', async () => {
    const services = app({ pausedAt: new Date('2026-11-20T09:50:00Z'), held: ['4711', '4712'] });

    const answer = await say(resume, { words: read('resume High + lsass').words }, services, lead);
    await say(resume, { words: ['High', '+', 'lsass'] }, services, lead);

    expect(shown(answer)).toBe('Rule “High + lsass” resumed with 2 incidents.');
    expect(services.started).toEqual([
      'incident incident:4711:request-1',
      'incident incident:4712:request-1',
      'rule-changed rule-changed:High + lsass:request-1',
    ]);
  });

  it('says so when the rule did not rest', async () => {
    const answer = await say(resume, { words: ['High + lsass'] }, app(), lead);

    expect(shown(answer)).toBe('Rule “High + lsass” wasn’t muted or paused.');
  });

  it('ends a mute', async () => {
    const services = app();
    await say(mute, { words: ['High + lsass', '1h'] }, services, lead);

    const answer = await say(resume, { words: ['High + lsass'] }, services, lead);

    expect(shown(answer)).toBe('Rule “High + lsass” resumed.');
  });

  it('lets rules act on an incident again that somebody stopped', async () => {
    const services = app();
    const stopped = shown(await say(cancel, { incident: '4711' }, services, lead));

    const answer = await say(resume, { incident: '4711' }, services, lead);

    expect(stopped).toBe('Rules stopped for incident 4711. To resume: resume incident 4711');
    expect(shown(answer)).toBe('Rules resumed for incident 4711.');
    expect(services.started).toEqual(['incident incident:4711:request-1']);
    expect(shown(await say(resume, { incident: '4711' }, services, lead))).toBe(
      'Rules for incident 4711 weren’t stopped.',
    );
  });

  it('stops no incident for who is no lead', async () => {
    const services = app();

    const answer = await say(cancel, { incident: '4711' }, services, { role: 'responder' });

    expect(shown(answer)).toBe('Nothing is running there.');
    expect(await services.incidents.get('4711')).not.toHaveProperty('stopped');
  });

  it('and mute are for leads', () => {
    expect([mute.role, resume.role]).toEqual(['lead', 'lead']);
  });
});

describe('subscribe with a filter', () => {
  it.each`
    typed                                                       | filter
    ${'subscribe incidents high+ source:office365 tag:Finance'} | ${{ minimumSeverity: 'high', source: 'office365', tag: 'Finance' }}
    ${'subscribe incidents source:endpoint'}                    | ${{ source: 'endpoint' }}
    ${'subscribe incidents tag:Finance'}                        | ${{ tag: 'Finance' }}
  `('“$typed” narrows what comes', async ({ typed, filter }) => {
    const services = app();
    const { severity, tag, words } = read(typed);

    const answer = await say(subscribe, { words, severity, tag }, services, lead);

    expect(services.subscribed).toMatchObject([{ topic: 'incidents', ...filter }]);
    expect(Object.keys(services.subscribed[0]!)).not.toContain('undefined');
    expect(shown(answer)).toMatch(/^Subscribed: this channel now gets incidents/);
  });

  it('is explained by subscriptions', async () => {
    const services = app();
    const { severity, tag, words } = read('subscribe incidents high+ source:office365 tag:Finance');
    await say(subscribe, { words, severity, tag }, services, lead);

    const answer = await say(subscriptions, {}, services);

    expect(shown(answer)).toContain(
      'incidents · high and above · only from office365 · only tagged Finance · by Mia Chen',
    );
    expect(shown(answer)).toContain('Posts incidents that match all filters.');
  });
});
