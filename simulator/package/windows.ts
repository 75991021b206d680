import { between, dice, hex } from '../random';
import type { Facts } from './facts';
import { networkEntries } from './network';
import { binary, csv, earlier, lines, program, utf16Lines } from './text';
import { windowsSystem } from './windows-system';
import type { Entry } from './zip';

/** The folders and files that Microsoft lists for a Windows package. */
export function windowsEntries(facts: Facts): Entry[] {
  const entries = [
    ...autoruns(facts),
    { path: 'Installed programs/InstalledPrograms.csv', content: installedPrograms(facts) },
    ...networkEntries(facts),
    ...prefetch(facts),
    { path: 'Processes/Processes.csv', content: processes(facts) },
    { path: 'Scheduled tasks/ScheduledTasks.csv', content: scheduledTasks(facts) },
    { path: 'Services/Services.csv', content: services(facts) },
    ...windowsSystem(facts),
  ];
  return [...entries, { path: 'CollectionSummaryReport.xls', content: summary(entries) }];
}

function autoruns({ seed, files, accounts }: Facts): Entry[] {
  const roll = dice(`${seed} autoruns`);
  const user = accounts.at(-1) ?? 'Administrator';
  const suspicious = files.map(
    ({ file }) => `Updater    REG_EXPAND_SZ    C:\\Users\\${user}\\${file}`,
  );
  const run = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run';
  const found = {
    HKLM_Run: [
      `HKEY_LOCAL_MACHINE\\${run}`,
      'SecurityHealth    REG_EXPAND_SZ    %windir%\\system32\\SecurityHealthSystray.exe',
    ],
    HKCU_Run: [
      `HKEY_CURRENT_USER\\${run}`,
      `OneDrive    REG_SZ    C:\\Program Files\\OneDrive\\${program(roll)}`,
      ...suspicious,
    ],
    HKLM_RunOnce: ['ERROR: The system was unable to find the specified registry key or value.'],
    Winlogon: [
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon',
      'Shell    REG_SZ    explorer.exe',
    ],
  };
  return Object.entries(found).map(([name, rows]) => ({
    path: `Autoruns/${name}.txt`,
    content: lines(rows),
  }));
}

function installedPrograms({ seed }: Facts): Buffer {
  const roll = dice(`${seed} programs`);
  const names = [
    'Microsoft 365 Apps',
    'Microsoft Edge',
    '7-Zip',
    'Adobe Acrobat',
    'Zoom',
    'Notepad++',
    'Cisco Secure Client',
    'Python 3.12',
  ];
  return csv(
    ['DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate'],
    names.map((name) => [
      name,
      `${between(roll, 1, 24)}.${between(roll, 0, 9)}.${between(roll, 0, 9999)}`,
      `${name.split(' ')[0]} Inc.`,
      earlier(roll, 9000).slice(0, 10),
    ]),
  );
}

function processes({ seed, processes: alerted, accounts }: Facts): Buffer {
  const roll = dice(`${seed} processes`);
  const user = `CONTOSO\\${accounts.at(-1)}`;
  const suspicious = alerted.map(({ file, command }) => [
    file,
    between(roll, 4000, 9000),
    668,
    user,
    earlier(roll, 12),
    command,
  ]);
  const ordinary = Array.from({ length: between(roll, 90, 220) }, () => {
    const name = program(roll);
    return [
      name,
      between(roll, 100, 20_000),
      between(roll, 4, 1200),
      'NT AUTHORITY\\SYSTEM',
      earlier(roll),
      `C:\\Windows\\System32\\${name}`,
    ];
  });
  return csv(
    ['Name', 'ProcessId', 'ParentProcessId', 'User', 'CreationDate', 'CommandLine'],
    [...suspicious, ...ordinary],
  );
}

function scheduledTasks({ seed, processes: alerted }: Facts): Buffer {
  const roll = dice(`${seed} tasks`);
  const names = [
    '\\Microsoft\\Windows\\Defrag\\ScheduledDefrag',
    '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan',
    '\\OneDrive Reporting Task',
    '\\GoogleUpdateTaskMachineUA',
  ];
  const suspicious = alerted
    .filter(({ file }) => file === 'schtasks.exe')
    .map(({ command }) => ['\\Updater', 'Ready', command]);
  return csv(
    ['TaskName', 'Status', 'Task To Run', 'Next Run Time'],
    [...suspicious, ...names.map((name) => [name, 'Ready', program(roll)])].map((row) => [
      ...row,
      earlier(roll),
    ]),
  );
}

function services({ seed }: Facts): Buffer {
  const roll = dice(`${seed} services`);
  const rows = Array.from({ length: between(roll, 60, 140) }, (_, index) => {
    const name = program(roll).replace(/\.exe$/i, '');
    return [
      `${name}Svc${index}`,
      `${name} service ${index}`,
      roll() < 0.6 ? 'Running' : 'Stopped',
      roll() < 0.5 ? 'Auto' : 'Manual',
      'LocalSystem',
    ];
  });
  return csv(
    ['Name', 'DisplayName', 'State', 'StartMode', 'StartName'],
    [
      [
        'Sense',
        'Windows Defender Advanced Threat Protection Service',
        'Running',
        'Auto',
        'LocalSystem',
      ],
      ...rows,
    ],
  );
}

function prefetch({ seed, processes: alerted }: Facts): Entry[] {
  const roll = dice(`${seed} prefetch`);
  const names = [
    ...new Set([
      ...alerted.map(({ file }) => file),
      ...Array.from({ length: 12 }, () => program(roll)),
    ]),
  ]
    // Alerts also name hostile files that no file system accepts.
    .filter((name) => /^[\w.-]+$/.test(name))
    .map((name) => `${name.toUpperCase()}-${hex(`prefetch ${name}`, 8).toUpperCase()}.pf`);
  const files = names.map((name) => ({
    path: `Prefetch files/${name}`,
    // Windows 10 and later compress prefetch files (magic "MAM").
    content: binary(roll, 'MAM\u0004', between(roll, 2, 30) * 1024),
  }));
  return [...files, { path: 'Prefetch files/PrefetchFilesList.txt', content: utf16Lines(names) }];
}

/** Named .xls, but tab-separated text: one line for each step of the collection. */
function summary(entries: readonly Entry[]): Buffer {
  const rows = entries.map(({ path }) => `Collect\t${path}\tSucceeded\t0x0`);
  return lines(['Command\tResult file\tStatus\tError code', ...rows]);
}
