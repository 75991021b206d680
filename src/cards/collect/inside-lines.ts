import type { Counts, Inside, InsideMatch } from '../../domain/collection';
import { defang } from '../../domain/ip';
import { say, translated } from '../../language/language';
import { listed } from '../kit/listed';

const mostMatches = 5;

/** What a ready package tells at a first look; plain text, escaped where it is shown. */
export function insideLines(inside?: Inside): string[] {
  if (!inside) return [];
  if (inside.unreadable !== undefined)
    return [
      say`⚠️ Unreadable inside: the package ${translated(inside.unreadable)}. It is kept as it came.`,
    ];
  const { failedSteps, matches, missing, notUnderstood } = inside;
  const holds = holdings(inside.counts ?? {});
  return [
    holds.length > 0 ? say`Inside: ${holds.join(' · ')}` : '',
    missing.length > 0 ? say`Missing: ${missing.map(translated).join(', ')}` : '',
    failedSteps > 0 ? say`${failedSteps} steps failed while the machine collected.` : '',
    notUnderstood > 0 ? say`${notUnderstood} files were not understood.` : '',
    ...matchLines(matches),
  ].filter((line) => line !== '');
}

/** "84 processes", "31 autoruns": what was counted, and no word of what was not. */
function holdings(counts: Counts): string[] {
  const { autoruns, installedPrograms, logonLogs, processes, scheduledTasks, services } = counts;
  return [
    processes === undefined ? '' : say`${processes} processes`,
    services === undefined ? '' : say`${services} services`,
    autoruns === undefined ? '' : say`${autoruns} autoruns`,
    scheduledTasks === undefined ? '' : say`${scheduledTasks} scheduled tasks`,
    installedPrograms === undefined ? '' : say`${installedPrograms} programs`,
    logonLogs === undefined ? '' : say`${logonLogs} logon logs`,
  ].filter((part) => part !== '');
}

function matchLines(matches: readonly InsideMatch[]): string[] {
  if (matches.length === 0) return [];
  const addresses = [...new Set(matches.map(({ address }) => address))];
  const shown = addresses.slice(0, mostMatches).map((address) => {
    const places = matches.filter((match) => match.address === address).map(placeInWords);
    return `${defang(address)} (${[...new Set(places)].join(', ')})`;
  });
  return [
    say`⚠️ ${addresses.length} of the incident’s addresses are in this machine’s own records: ${listed(shown, addresses.length)}`,
  ];
}

/** "connection of powershell.exe", "DNS cache" */
function placeInWords({ where, process }: InsideMatch): string {
  return process ? say`${recordsIn(where)} of ${process}` : recordsIn(where);
}

function recordsIn(where: InsideMatch['where']): string {
  switch (where) {
    case 'connection':
      return say`connection`;
    case 'dns':
      return say`DNS cache`;
    case 'firewall':
      return say`firewall log`;
  }
}
