import type { Reading } from '../grammar/reading';
import { t } from '../language/language';

type Spoken = Partial<Omit<Reading, 'window'>> &
  Pick<Reading, 'byIp' | 'flags' | 'machines' | 'words'> & {
    readonly window?: { readonly text: string } | undefined;
  };

/** A reading as the words behind its verb, so that a button can say the same again. */
export function wordsOf(reading: Spoken): string[] {
  const { alert, byIp, flags, incident, job, machines, reason, tag, ticket, window, words } =
    reading;
  return [
    ...(job ? [job] : []),
    ...machines,
    ...byIp.filter((ip) => !machines.includes(ip)),
    ...(tag ? ['machines', 'tagged', tag] : []),
    ...(incident ? ['incident', incident] : []),
    ...(alert ? ['alert', alert] : []),
    ...(ticket ? ['ticket', ticket] : []),
    // A word with a space in it would be read as a name in quotes.
    ...(window?.text.split(' ') ?? []),
    ...(reading.severity ?? []),
    ...words,
    ...flags.map((flag) => `--${flag}`),
    ...(reason ? ['because', reason] : []),
  ];
}

const maxNamed = 3;

/** "collect · 2 machines: WS-042, WS-043 · reason “lsass”": what was understood, as plain text. */
export function readBack(reading: Reading): string {
  const { alert, command, incident, job, machines, reason, ticket, window } = reading;
  return [
    command,
    job,
    machinesIn(machines),
    incident && t`incident ${incident}`,
    alert && t`alert ${alert}`,
    ticket && t`ticket ${ticket}`,
    window?.text,
    reading.severity?.join(', '),
    reason && t`reason “${reason}”`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function machinesIn(machines: readonly string[]): string {
  if (machines.length === 0) return '';
  const named = machines.slice(0, maxNamed).join(', ');
  if (machines.length === 1) return t`device ${named}`;
  const all = machines.length > maxNamed ? `${named}, …` : named;
  return t`${machines.length} devices: ${all}`;
}
