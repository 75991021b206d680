import type { Counts, Inside, InsideMatch } from '../../domain/collection';
import { defang } from '../../domain/ip';
import { renderMessage, t } from '../../language/language';
import { listed } from '../kit/listed';

const maxMatches = 5;

/** Findings at the top of a ready package; plain text, escaped by the template. */
export function findingLines(inside?: Inside): string[] {
  if (!inside) return [];
  if (inside.unreadable !== undefined)
    return [
      t`⚠️ Contents unreadable: the package ${renderMessage(inside.unreadable)}. It’s stored as received.`,
    ];
  return matchLines(inside.matches);
}

/** The contents of an inspected package, and what is missing from it. */
export function insideLines(inside?: Inside): string[] {
  if (!inside || inside.unreadable !== undefined) return [];
  const { failedSteps, missing, notUnderstood } = inside;
  const holds = holdings(inside.counts ?? {});
  return [
    holds.length > 0 ? t`Inside: ${holds.join(' · ')}` : '',
    missing.length > 0 ? t`Missing: ${missing.map(renderMessage).join(', ')}` : '',
    failedSteps > 0 ? t`${failedSteps} steps failed on the device.` : '',
    notUnderstood > 0 ? skippedLine(inside) : '',
  ].filter((line) => line !== '');
}

function skippedLine({ notUnderstood, skipped = [] }: Inside): string {
  if (skipped.length === 0) return t`${notUnderstood} files couldn’t be parsed.`;
  const shown = skipped.map(({ file, why }) => `${file || t`package`} (${renderMessage(why)})`);
  return t`Not read: ${listed(shown, notUnderstood)}`;
}

/** "84 processes", "31 autoruns"; kinds without a count are left out. */
function holdings(counts: Counts): string[] {
  const { autoruns, installedPrograms, logonLogs, processes, scheduledTasks, services } = counts;
  return [
    processes === undefined ? '' : t`${processes} processes`,
    services === undefined ? '' : t`${services} services`,
    autoruns === undefined ? '' : t`${autoruns} autoruns`,
    scheduledTasks === undefined ? '' : t`${scheduledTasks} scheduled tasks`,
    installedPrograms === undefined ? '' : t`${installedPrograms} programs`,
    logonLogs === undefined ? '' : t`${logonLogs} logon logs`,
  ].filter((part) => part !== '');
}

function matchLines(matches: readonly InsideMatch[]): string[] {
  if (matches.length === 0) return [];
  const addresses = [...new Set(matches.map(({ address }) => address))];
  const shown = addresses.slice(0, maxMatches).map((address) => {
    const places = matches.filter((match) => match.address === address).map(placeInWords);
    return `${defang(address)} (${[...new Set(places)].join(', ')})`;
  });
  return [
    t`⚠️ ${addresses.length} of the incident’s addresses are in this device’s own records: ${listed(shown, addresses.length)}`,
  ];
}

/** "connection of powershell.exe", "DNS cache" */
function placeInWords({ where, process }: InsideMatch): string {
  return process ? t`${recordsIn(where)} of ${process}` : recordsIn(where);
}

function recordsIn(where: InsideMatch['where']): string {
  switch (where) {
    case 'connection':
      return t`connection`;
    case 'dns':
      return t`DNS cache`;
    case 'firewall':
      return t`firewall log`;
  }
}
