import { between, dice, hex } from '../random';
import type { Facts } from './facts';
import { binary, earlier, lines, utf16Lines } from './text';
import type { Entry } from './zip';

/** Accounts, sessions, logs and system information. */
export function windowsSystem(facts: Facts): Entry[] {
  const roll = dice(`${facts.seed} system`);
  const smb = 'Windows Server Message Block (SMB) sessions';
  return [
    {
      path: 'Security event log/Security.evtx',
      content: binary(roll, 'ElfFile\u0000', 68 * 1024 + between(roll, 0, 20) * 65_536),
    },
    {
      path: `${smb}/SMBInboundSessions.txt`,
      content: lines(['There are no entries in the list.']),
    },
    { path: `${smb}/SMBOutboundSession.txt`, content: lines(outboundSessions(facts)) },
    {
      path: 'System Information/SystemInformation.txt',
      content: utf16Lines(systemInformation(facts)),
    },
    ...temporaryFiles(facts),
    ...usersAndGroups(facts),
    { path: 'WdSupportLogs/MpCmdRunLog.txt', content: utf16Lines(supportLog(facts)) },
    {
      path: 'WdSupportLogs/MPSupportFiles.cab',
      content: binary(roll, 'MSCF', between(roll, 8, 60) * 1024),
    },
  ];
}

function outboundSessions({ accounts }: Facts): string[] {
  const user = accounts.at(-1) ?? 'Administrator';
  return [
    'ServerName ShareName UserName            Credential          Dialect NumOpens',
    '---------- --------- --------            ----------          ------- --------',
    `srv-file1  Finance   CONTOSO\\${user.padEnd(12)} CONTOSO\\${user.padEnd(12)} 3.1.1   2`,
  ];
}

function systemInformation({ machine, name, seed }: Facts): string[] {
  const roll = dice(`${seed} information`);
  return [
    '',
    `Host Name:                 ${name.toUpperCase()}`,
    `OS Name:                   Microsoft ${machine.osPlatform}`,
    `OS Version:                10.0.${machine.osBuild} N/A Build ${machine.osBuild}`,
    'OS Manufacturer:           Microsoft Corporation',
    'Registered Organization:   Contoso – Zürich',
    `System Boot Time:          ${earlier(roll)}`,
    'System Type:               x64-based PC',
    `Total Physical Memory:     ${between(roll, 8, 64) * 1024} MB`,
    'Domain:                    contoso.example',
    ...machine.ipAddresses.map(
      ({ ipAddress }, index) => `                                 [0${index + 1}]: ${ipAddress}`,
    ),
  ];
}

function temporaryFiles({ accounts, files, seed }: Facts): Entry[] {
  const roll = dice(`${seed} temp`);
  return accounts.map((account, index) => {
    const listed = Array.from(
      { length: 20 },
      (_, number) => `~DF${hex(`${seed} ${number}`, 12).toUpperCase()}.TMP`,
    );
    const suspicious = files.map(({ file }) => file);
    const rows = [...suspicious, ...listed].map(
      (name) => `${earlier(roll)}    ${String(between(roll, 100, 900_000)).padStart(12)} ${name}`,
    );
    const content =
      index === 0 && accounts.length > 1
        ? ['The system cannot find the path specified.']
        : [` Directory of C:\\Users\\${account}\\AppData\\Local\\Temp`, '', ...rows];
    return { path: `Temp Directories/${account}.txt`, content: lines(content) };
  });
}

function usersAndGroups({ accounts }: Facts): Entry[] {
  const groups = {
    Administrators: ['Administrator', 'CONTOSO\\Domain Admins'],
    'Remote Desktop Users': accounts.slice(1).map((account) => `CONTOSO\\${account}`),
    Users: ['NT AUTHORITY\\INTERACTIVE', 'CONTOSO\\Domain Users'],
  };
  return Object.entries(groups).map(([group, members]) => ({
    path: `Users and Groups/${group}.txt`,
    content: lines([
      `Alias name     ${group}`,
      '',
      'Members',
      '',
      '-'.repeat(79),
      ...members,
      'The command completed successfully.',
    ]),
  }));
}

function supportLog({ seed }: Facts): string[] {
  const roll = dice(`${seed} support`);
  return Array.from(
    { length: 40 },
    () => `MpCmdRun: Command Line: MpCmdRun.exe -SignatureUpdate  Start Time: ${earlier(roll)}`,
  ).sort();
}
