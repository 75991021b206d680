import { systemOf } from '../company/machine';
import { between, dice } from '../random';
import type { Facts } from './facts';
import { connectionsOf } from './network';
import { earlier } from './text';
import type { Entry } from './zip';

/** Linux and macOS packages: the folders are documented, the names of the files in them are not. */
export function unixEntries(facts: Facts): Entry[] {
  const roll = dice(`${facts.seed} unix`);
  const isMac = systemOf(facts.machine) === 'macos';
  const entry = (path: string, rows: readonly string[]): Entry => ({
    path,
    content: Buffer.from(`${rows.join('\n')}\n`),
  });
  const processes = Array.from(
    { length: between(roll, 80, 160) },
    (_, index) =>
      `root ${between(roll, 1, 40_000)} 0.0 0.1 ${earlier(roll)} /usr/sbin/daemon${index}`,
  );
  return [
    entry('Disk volume/df.txt', [
      'Filesystem 1K-blocks Used Available Use% Mounted on',
      '/dev/sda1 102400000 51200000 51200000 50% /',
    ]),
    entry(
      'open Files/lsof.txt',
      processes.map((row, index) => `${row} FD ${index}r REG /var/log/syslog`),
    ),
    entry('Network connections/netstat.txt', netstat(facts)),
    entry('Processes/ps.txt', ['USER PID %CPU %MEM START COMMAND', ...processes]),
    entry('Services and scheduled tasks/crontab.txt', [
      '17 * * * * root run-parts /etc/cron.hourly',
    ]),
    entry('Services and scheduled tasks/hardware.txt', [
      `Architecture: ${facts.machine.osProcessor}`,
      'CPU(s): 8',
    ]),
    entry('System security information/firewall.txt', ['Status: active']),
    entry(
      'Users and groups/last.txt',
      facts.accounts.map((account) => `${account} pts/0 10.20.10.1 ${earlier(roll)}`),
    ),
    entry('Users and groups/sudoers.txt', ['root ALL=(ALL:ALL) ALL', '%sudo ALL=(ALL:ALL) ALL']),
    ...(isMac ? macEntries(entry) : []),
  ];
}

function macEntries(entry: (path: string, rows: readonly string[]) => Entry): Entry[] {
  return [
    entry('Applications/applications.txt', ['Safari 17.6', 'Microsoft Defender 101.24082']),
    entry('shell History/zsh_history.txt', [
      ': 1795168800:0;ls -la',
      ': 1795168830:0;curl https://example.com',
    ]),
    entry('kernel Modules/kextstat.txt', ['Index Refs Address Size Name (Version)']),
    entry('System security information/sip.txt', ['System Integrity Protection status: enabled.']),
  ];
}

function netstat(facts: Facts): string[] {
  const local = facts.machine.ipAddresses[0]?.ipAddress ?? '10.20.11.1';
  return [
    'Active Internet connections (servers and established)',
    'Proto Recv-Q Send-Q Local Address Foreign Address State PID/Program name',
    ...connectionsOf(facts).map(
      ({ remote, port, localPort, state, processId }) =>
        `tcp 0 0 ${local}:${localPort} ${remote}:${port} ${state} ${processId}/-`,
    ),
  ];
}
