import { understand } from '../support/understand';

const read = (text: string) => understand({ text });

it.each`
  typed                                    | command
  ${'lgtm but not C-7F3K2'}                | ${'none'}
  ${'approve everything but C-7F3K2'}      | ${'none'}
  ${'cancel all except C-7F3K2'}           | ${'none'}
  ${'cancel all but ws-042'}               | ${'none'}
  ${'I don’t think we should collect x-1'} | ${'none'}
  ${'no don’t'}                            | ${'unknown'}
  ${'undo collect ws-042'}                 | ${'ask'}
  ${'failed to collect ws-042'}            | ${'ask'}
  ${'can I approve C-7F3K2'}               | ${'ask'}
  ${'who can approve C-7F3K2?'}            | ${'ask'}
  ${'collect ws-042, no wait ws-043'}      | ${'ask'}
  ${'collect ws-042, I meant ws-043'}      | ${'ask'}
`('does not take “$typed” for an order', ({ typed, command }) => {
  expect(read(typed).command).toBe(command);
});

it.each(['dry run collect ws-042', 'collect ws-042 dryrun', 'simulate collect ws-042'])(
  'only looks where a rehearsal is asked for in plain words: %s',
  (typed) => {
    expect(read(typed)).toMatchObject({ machines: ['ws-042'], flags: ['dry-run'] });
  },
);

it('still takes a word of doubt inside a reason for a part of the reason', () => {
  expect(read('approve C-7F3K2 because I can’t see why not C-7F3K3')).toMatchObject({
    command: 'approve',
    job: 'C-7F3K2',
  });
});

it('tells a time at which it can’t begin', () => {
  expect(read('collect ws-042 in 2 hours because x').warnings).toEqual(['ignored:in 2h']);
});

it.each`
  typed                          | names
  ${'cancel "C-7F3K2"'}          | ${{ command: 'cancel', job: 'C-7F3K2', machines: [] }}
  ${'call off C-7F3K2'}          | ${{ command: 'cancel', job: 'C-7F3K2' }}
  ${'collect ws-042 INC0012345'} | ${{ machines: ['ws-042'], ticket: 'INC0012345' }}
  ${'FW: collect ws-042'}        | ${{ command: 'collect', machines: ['ws-042'] }}
  ${'ip ::ffff:10.0.0.1'}        | ${{ command: 'ips', byIp: ['::ffff:10.0.0.1'] }}
`('reads what is named in “$typed”', ({ typed, names }) => {
  expect(read(typed)).toMatchObject(names);
});

it('takes a ticket’s key for no incident of Defender’s', () => {
  expect(read('collect ws-042 INC0012345').incident).toBeUndefined();
});

describe('questions about what was', () => {
  it.each([
    ['why did it fail?', { command: 'status', words: ['fail'] }],
    ['what went wrong', { command: 'status', words: ['wrong'] }],
    ['why did ws-042 fail', { command: 'status', machines: ['ws-042'] }],
    ['who collected ws-042?', { command: 'status', machines: ['ws-042'] }],
    ['who cancelled C-7F3K2', { command: 'status', job: 'C-7F3K2' }],
    ['csv', { command: 'export', words: ['csv'] }],
    ['stix please', { command: 'export', words: ['stix'] }],
    ['export last report', { command: 'export', machines: [], words: [] }],
    ['export last report as xlsx', { command: 'export', words: ['xlsx'] }],
  ])('reads %j', (text, meant) => {
    expect(read(text)).toMatchObject(meant);
  });

  it('leaves “who can collect” to what it asks', () => {
    expect(read('who can collect ws-042').command).not.toBe('status');
  });
});
