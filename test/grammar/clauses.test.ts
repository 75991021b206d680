import { understand } from '../support/understand';

const read = (text: string) => understand({ text });

it.each`
  typed                                                                          | named
  ${'ips #4711'}                                                                 | ${{ incident: '4711' }}
  ${'ips for inc 4711 high+'}                                                    | ${{ incident: '4711' }}
  ${'ips incident: 4711'}                                                        | ${{ incident: '4711' }}
  ${'ips https://security.microsoft.com/incident2/4711/overview'}                | ${{ incident: '4711' }}
  ${'ips https://security.microsoft.com/incidents/4711?tid=x'}                   | ${{ incident: '4711' }}
  ${'ips https://security.microsoft.com/alerts/da637551227677560813_-961444813'} | ${{ alert: 'da637551227677560813_-961444813' }}
  ${'ips for alert da637551227677560813_-961444813'}                             | ${{ alert: 'da637551227677560813_-961444813' }}
  ${'status c-7f3k2'}                                                            | ${{ job: 'C-7F3K2' }}
  ${'status (C-7F3K2).'}                                                         | ${{ job: 'C-7F3K2' }}
  ${'collect machines tagged Tier0'}                                             | ${{ tag: 'Tier0' }}
  ${'collect tag:Tier0'}                                                         | ${{ tag: 'Tier0' }}
  ${'collect tag "Finance EU"'}                                                  | ${{ tag: 'Finance EU' }}
`('finds $named in “$typed”', ({ typed, named }) => {
  expect(read(typed)).toMatchObject({ ...named, machines: [] });
});

it('tells of a second job instead of acting on it', () => {
  expect(read('approve C-7F3K2 and C-7F2Q9')).toMatchObject({
    job: 'C-7F3K2',
    warnings: ['ignored:C-7F2Q9'],
  });
});

it('does not take a machine after the word "alert" for the alert', () => {
  expect(read('collect after lsass alert fin-laptop-07')).toMatchObject({
    machines: ['fin-laptop-07'],
  });
});

it.each`
  typed                                | window
  ${'ips in the last 24 hours'}        | ${'last 24H'}
  ${'ips past two weeks'}              | ${'last 2W'}
  ${'ips last hour'}                   | ${'last 1H'}
  ${'ips 7d'}                          | ${'last 7D'}
  ${'ips this week'}                   | ${'this week'}
  ${'ips since monday at 9am'}         | ${'since monday at 9am'}
  ${'ips since 19.11.'}                | ${'since 19.11'}
  ${'ips since 19/11'}                 | ${'since 19/11'}
  ${'ips since 19th of November 2026'} | ${'since 19th of November 2026'}
  ${'ips from yesterday to today'}     | ${'from yesterday to today'}
  ${'ips between 10:00 and 12:00'}     | ${'from 10:00 to 12:00'}
  ${'ips on 2026-11-19'}               | ${'from 2026-11-19 to 2026-11-19'}
  ${'snooze 30 min'}                   | ${'last 30MIN'}
`('reads the window $window in “$typed”, and the same from its own words', ({ typed, window }) => {
  expect(read(typed).window?.text).toBe(window);
  expect(read(`ips ${window}`).window?.text).toBe(window);
});

it.each`
  typed                         | options
  ${'ips since 3/4'}            | ${['since 3 Apr', 'since 4 Mar']}
  ${'ips since 3/4/2026'}       | ${['since 3 Apr 2026', 'since 4 Mar 2026']}
  ${'ips between 3/4 and 13/4'} | ${['from 3 Apr to 13/4', 'from 4 Mar to 13/4']}
`('asks which date “$typed” means, in words that can be typed', ({ typed, options }) => {
  const { needs, warnings, window } = read(typed);

  expect({ needs, warnings, window }).toMatchObject({
    needs: 'date',
    warnings: ['ambiguous-date'],
    window: { options },
  });
  for (const option of options) expect(read(`ips ${option}`).needs).toBeUndefined();
});

it.each`
  typed                        | severity
  ${'ips high+'}               | ${['high']}
  ${'ips medium or higher'}    | ${['medium', 'high']}
  ${'ips at least low'}        | ${['low', 'medium', 'high']}
  ${'ips sev>medium'}          | ${['high']}
  ${'ips ≥ medium'}            | ${['medium', 'high']}
  ${'ips severity: high, low'} | ${['low', 'high']}
  ${'ips high and critical'}   | ${['high']}
  ${'ips high-severity'}       | ${['high']}
  ${'ips low high'}            | ${['low', 'high']}
  ${'ips info+'}               | ${['informational', 'low', 'medium', 'high']}
  ${'machine info ws-042'}     | ${undefined}
`('reads the severity $severity in “$typed”', ({ typed, severity }) => {
  expect(read(typed).severity).toEqual(severity);
});
