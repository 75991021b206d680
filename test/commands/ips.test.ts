import { ips } from '../../src/commands/ip-report/ips';
import { refusalOf, say, shown } from '../support/answers';
import { mia, thread } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const day = { from: new Date('2026-11-19T09:30:00Z'), to: new Date('2026-11-20T09:30:00Z') };

describe('ips', () => {
  it.each`
    typed                                                            | of
    ${{ alert: 'da637_1' }}                                          | ${{ alert: 'da637_1' }}
    ${{ incident: '4711' }}                                          | ${{ incident: '4711' }}
    ${{ window: { ...day, label: 'last 24h' }, severity: ['high'] }} | ${{ from: '2026-11-19T09:30:00.000Z', to: '2026-11-20T09:30:00.000Z', severity: ['high'] }}
    ${{}}                                                            | ${{ from: '2026-11-19T10:00:00.000Z', to: '2026-11-20T10:00:00.000Z' }}
  `('starts a report of $of and shows that it is being read', async ({ typed, of }) => {
    const services = fakeServices();

    const answer = await say(ips, typed, services, { role: 'analyst' });

    expect(services.started).toEqual(['ip-report C-1P000']);
    expect(answer).toMatchObject({ cardKey: 'C-1P000' });
    expect(shown(answer)).toContain('C-1P000');
    const opened = await services.ipReports.get('C-1P000');
    expect(opened?.request).toEqual({
      id: 'C-1P000',
      askedBy: mia,
      place: thread,
      timeZone: 'UTC',
      of,
    });
  });

  it('starts one report when the message is delivered twice', async () => {
    const services = fakeServices();

    await say(ips, { incident: '4711' }, services);
    await say(ips, { incident: '4711' }, services);

    expect(services.started).toHaveLength(1);
  });

  it.each`
    from                      | says
    ${'2026-10-01T00:00:00Z'} | ${'Reports cover up to 30 days.'}
    ${'2026-11-21T00:00:00Z'} | ${'That time range ends before it starts.'}
  `('refuses a time that makes no report: $says', async ({ from, says }) => {
    const window = { ...day, from: new Date(from), label: '' };
    const services = fakeServices();

    const { message } = await refusalOf(say(ips, { window }, services));

    expect(readable(message)).toBe(says);
    expect(services.started).toEqual([]);
  });

  it('reports on no other machines where one was named, and says what it can do', async () => {
    const services = fakeServices();

    const refusal = await refusalOf(say(ips, { machines: ['ws-042'] }, services));

    expect(readable(refusal.message)).toBe(
      'I can list IPs for an alert, an incident, or a time range, not for “ws-042”.',
    );
    expect(refusal.suggestions).toMatchObject([
      { verb: 'machine', words: ['ws-042'] },
      { verb: 'ips', words: ['last', '24h'] },
    ]);
    expect(services.started).toEqual([]);
  });

  it.each`
    about                   | words
    ${{ incident: '4711' }} | ${['incident', '4711']}
    ${{ alert: 'da637_1' }} | ${['alert', 'da637_1']}
  `('does not pass $about as a whole for one machine of it', async ({ about, words }) => {
    const services = fakeServices();

    const refusal = await refusalOf(say(ips, { ...about, machines: ['ws-042'] }, services));

    expect(readable(refusal.message)).toMatch(/not for “ws-042”.$/);
    expect(refusal.suggestions).toContainEqual(expect.objectContaining({ verb: 'ips', words }));
    expect(services.started).toEqual([]);
  });
});
