import type { Inside, InsideMatch } from '../domain/collection';
import { defang } from '../domain/ip';

const mostMatches = 5;

/** What a ready package tells at a first look; plain text, escaped where it is shown. */
export function insideLines(inside?: Inside): string[] {
  if (!inside) return [];
  if (inside.unreadable !== undefined)
    return [`⚠️ Unreadable inside: the package ${inside.unreadable}. It is kept as it came.`];
  const { failedSteps, holds, matches, missing, notUnderstood } = inside;
  return [
    holds.length > 0 ? `Inside: ${holds.join(' · ')}` : '',
    missing.length > 0 ? `Missing: ${missing.join(', ')}` : '',
    failedSteps > 0 ? `${failedSteps} steps failed while the machine collected.` : '',
    notUnderstood > 0 ? `${notUnderstood} files were not understood.` : '',
    ...matchLines(matches),
  ].filter((line) => line !== '');
}

function matchLines(matches: readonly InsideMatch[]): string[] {
  if (matches.length === 0) return [];
  const addresses = new Set(matches.map(({ address }) => address)).size;
  const shown = matches.slice(0, mostMatches).map(matchInWords);
  const rest = matches.length > mostMatches ? ` and ${matches.length - mostMatches} more` : '';
  const what = addresses === 1 ? 'address is' : 'addresses are';
  return [
    `⚠️ ${addresses} of the incident’s ${what} in this machine’s own records: ${shown.join(', ')}${rest}`,
  ];
}

const places = { connection: 'connection', dns: 'DNS cache', firewall: 'firewall log' };

function matchInWords({ address, where, process }: InsideMatch): string {
  return `${defang(address)} (${places[where]}${process ? `, ${process}` : ''})`;
}
