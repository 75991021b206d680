import type { Reading } from '../../src/grammar/reading';
import { understand } from '../support/understand';

const read = (text: string) => understand({ text });

it.each`
  typed                                       | command
  ${'get C-7F3K2'}                            | ${'package'}
  ${'get ws-042'}                             | ${'package'}
  ${'where are my packages'}                  | ${'status'}
  ${'can you get me the status of ws-042'}    | ${'status'}
  ${'is ws-042 done?'}                        | ${'status'}
  ${'why did C-7F3K2 fail?'}                  | ${'status'}
  ${'any news on ws-042?'}                    | ${'status'}
  ${"what's up with ws-042"}                  | ${'status'}
  ${'is Defender up?'}                        | ${'health'}
  ${"who's on call?"}                         | ${'oncall'}
  ${'stop collecting ws-042'}                 | ${'cancel'}
  ${'cancel collect ws-042'}                  | ${'cancel'}
  ${'machine ws-042'}                         | ${'machine'}
  ${'for machine ws-042 collect package'}     | ${'collect'}
  ${'again C-7F3K2'}                          | ${'retry'}
  ${'collect again C-7F3K2'}                  | ${'retry'}
  ${'i’m on it'}                              | ${'ack'}
  ${'C-7F3K2 done'}                           | ${'resolve'}
  ${'hand over C-7F3K2 to dana'}              | ${'handover'}
  ${'handover package C-7F3K2 to FBI'}        | ${'handover package'}
  ${'hand over the evidence C-7F3K2 to FBI'}  | ${'handover package'}
  ${'verify C-7F3K2'}                         | ${'verify'}
  ${'release ws-042 from isolation'}          | ${'unsupported'}
  ${'collect ?'}                              | ${'help'}
  ${'?'}                                      | ${'help'}
  ${'hi'}                                     | ${'help'}
  ${'thanks!'}                                | ${'thanks'}
  ${'C-7F3K2'}                                | ${'ask'}
  ${'incident 4711'}                          | ${'ask'}
  ${'should I collect ws-042?'}               | ${'ask'}
  ${'is it ok to collect ws-042'}             | ${'ask'}
  ${'never collect ws-042'}                   | ${'none'}
  ${"I don't want you to collect ws-042 yet"} | ${'none'}
  ${"why can't I collect ws-042"}             | ${'none'}
  ${'don´t collect ws-042'}                   | ${'none'}
  ${'don`t collect ws-042'}                   | ${'none'}
  ${'yes'}                                    | ${'unknown'}
  ${'lol'}                                    | ${'unknown'}
`('reads “$typed” as $command', ({ typed, command }) => {
  expect(read(typed).command).toBe(command);
});

it.each`
  typed                            | topic
  ${'how do I collect a package?'} | ${'collect'}
  ${'how to get ips'}              | ${'ips'}
  ${'help isolate'}                | ${'isolate'}
  ${'gather help'}                 | ${'collect'}
  ${'help collect ws-042 now'}     | ${undefined}
`('takes the help topic $topic from “$typed”', ({ typed, topic }) => {
  expect(read(typed)).toMatchObject({ command: 'help' });
  expect(read(typed).topic).toBe(topic);
});

it.each`
  typed               | as
  ${'colect ws-042'}  | ${'collect'}
  ${'collcet ws-042'} | ${'collect'}
  ${'сollect ws-042'} | ${'collect'}
  ${'statsu'}         | ${'status'}
  ${'hlep'}           | ${'help'}
`('says that “$typed” was read through a typo', ({ typed, as }) => {
  expect(read(typed).guessed).toEqual({ typed: typed.split(' ')[0], as });
});

it('asks before it takes a word of talk for a command', () => {
  const reading = read('well this is done');

  expect(reading).toMatchObject({ command: 'resolve', guessed: { typed: 'done', as: 'resolve' } });
});

it('does not guess a form of a verb that was no order', () => {
  expect(read('was ws-042 collected?')).toMatchObject({ command: 'status' });
  expect(read('Omar collected ws-042')).toMatchObject({ command: 'ask', machines: ['ws-042'] });
});

describe('several commands', () => {
  const parts = (text: string) =>
    read(text).parts?.map(({ command, machines }: Reading) => [command, ...machines].join(' '));

  it.each`
    typed                                                  | meant
    ${'collect ws-042 and cancel ws-043'}                  | ${['collect ws-042', 'cancel ws-043']}
    ${'collect ws-042, status ws-043'}                     | ${['collect ws-042', 'status ws-043']}
    ${'collect ws-042 cancel ws-043'}                      | ${['collect ws-042', 'cancel ws-043']}
    ${'collect ws-042 then status'}                        | ${['collect ws-042', 'status']}
    ${'1. collect ws-042\n2. status ws-041'}               | ${['collect ws-042', 'status ws-041']}
    ${"don't collect ws-042, collect ws-043"}              | ${['none', 'collect ws-043']}
    ${'isolate ws-042 and collect ws-042'}                 | ${['unsupported', 'collect ws-042']}
    ${'collect ws-042 because lsass\nstatus ws-041'}       | ${['collect ws-042', 'status ws-041']}
    ${'because of x, collect ws-042; status ws-041'}       | ${['collect ws-042', 'status ws-041']}
    ${'collect ws-042\nthanks'}                            | ${undefined}
    ${'hi; collect ws-042'}                                | ${undefined}
    ${'we are done with it; collect ws-042'}               | ${undefined}
    ${'collect ws-042; it looks like call centre malware'} | ${undefined}
  `('parts “$typed” as $meant', ({ typed, meant }) => {
    expect(parts(typed)).toEqual(meant);
  });
});

describe('commands with a little language of their own', () => {
  it.each`
    typed                                  | words
    ${'subscribe to incidents high+'}      | ${['incidents', 'high+']}
    ${'subscribe operations'}              | ${['operations']}
    ${'override me until 18:00'}           | ${['me', 'until', '18:00']}
    ${'hand over C-7F3K2 to dana'}         | ${['dana']}
    ${'deny C-7F3K2 use the replica'}      | ${['use', 'replica']}
    ${'snooze C-7F3K2 for 2h'}             | ${[]}
    ${'ips only new'}                      | ${['only', 'new']}
    ${'export ips for incident 4711 csv'}  | ${['ips', 'csv']}
    ${'collect machines of incident 4711'} | ${['machines']}
    ${'collect incident 4711'}             | ${['machines']}
    ${'collect ws-042 incident 4711'}      | ${[]}
    ${'yes'}                               | ${['yes']}
  `('leaves $words of “$typed”', ({ typed, words }) => {
    expect(read(typed).words).toEqual(words);
  });

  it('takes the address of a report as an IP address', () => {
    expect(read('ip 203[.]0[.]113[.]45')).toMatchObject({
      command: 'ips',
      byIp: ['203.0.113.45'],
      words: [],
    });
  });

  it('lists every command when asked for all', () => {
    expect(read('help all').flags).toEqual(['all']);
  });

  it('does not widen a name it could not place to the whole incident', () => {
    expect(read('collect alpha beta incident 4711')).toMatchObject({ needs: 'machine', words: [] });
  });
});
