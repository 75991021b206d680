import { hostClockQuality } from '../../src/delivery/clock-quality';

const host = (tools: Readonly<Record<string, string>>) =>
  hostClockQuality(async (command, args) => {
    const output = tools[[command, ...args].join(' ')];
    if (output === undefined) throw new Error('ENOENT');
    return output;
  })();
const unknown = { source: 'unknown', synchronized: 'unknown' };

const chronyc = 'chronyc -c tracking';
const timedatectl = 'timedatectl show --property=NTPSynchronized';
const tracking = (leap: string) =>
  `A9FEA97B,169.254.169.123,4,1763632800.123456789,-0.000012345,0.000003,0.00002,-12.1,0.001,0.02,0.0004,0.0002,16.1,${leap}\n`;
const kernel = (status: string) =>
  `    mode:         0\n-o  offset:       0 us\n    maxerror:     16500\n    esterror:     0\n    status:       ${status}\n`;

it.each`
  says                                 | tools                                                                               | quality
  ${'chrony, in step'}                 | ${{ [chronyc]: tracking('Normal') }}                                                | ${{ source: 'chrony', synchronized: true, offsetMs: -0.012 }}
  ${'chrony, without a source'}        | ${{ [chronyc]: tracking('Not synchronised') }}                                      | ${{ source: 'chrony', synchronized: false }}
  ${'systemd, in step'}                | ${{ [timedatectl]: 'NTPSynchronized=yes\n' }}                                       | ${{ source: 'systemd', synchronized: true }}
  ${'systemd, free-running'}           | ${{ [timedatectl]: 'NTPSynchronized=no\n' }}                                        | ${{ source: 'systemd', synchronized: false }}
  ${'the kernel, by adjtimex'}         | ${{ 'adjtimex --print': kernel('8193') }}                                           | ${{ source: 'kernel', synchronized: true, maxErrorMs: 16.5 }}
  ${'the kernel, by BusyBox'}          | ${{ adjtimex: kernel('64 (UNSYNC)') }}                                              | ${{ source: 'kernel', synchronized: false }}
  ${'chrony before the others'}        | ${{ [chronyc]: tracking('Normal'), [timedatectl]: 'NTPSynchronized=no' }}           | ${{ source: 'chrony', synchronized: true, offsetMs: -0.012 }}
  ${'systemd, where chrony is silent'} | ${{ [chronyc]: '506 Cannot talk to daemon', [timedatectl]: 'NTPSynchronized=yes' }} | ${{ source: 'systemd', synchronized: true }}
  ${'nobody'}                          | ${{}}                                                                               | ${unknown}
  ${'nobody who makes sense'}          | ${{ [chronyc]: ',,,,', [timedatectl]: '', adjtimex: '?' }}                          | ${unknown}
`('reads the clock of the host as $says', async ({ quality, tools }) => {
  expect(await host(tools)).toEqual(quality);
});

it('asks once for callers within a minute', async () => {
  let asked = 0;
  const quality = hostClockQuality(async () => {
    asked += 1;
    return 'NTPSynchronized=yes';
  });

  await Promise.all([quality(), quality()]);
  await quality();

  expect(asked).toBe(2);
});

it('answers on this machine, whatever it has, without an error', async () => {
  const { source, synchronized } = await hostClockQuality()();

  expect(['chrony', 'systemd', 'kernel', 'unknown']).toContain(source);
  expect(synchronized === 'unknown').toBe(source === 'unknown');
});
