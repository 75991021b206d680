import type { Reading } from '../../src/grammar/reading';
import utterances from '../fixtures/utterances.json';
import { understand } from '../support/understand';

interface Meaning {
  readonly cmd: string;
  readonly machines?: readonly string[] | string;
  readonly warn: readonly string[];
  readonly confirm?: boolean;
  readonly needs?: string;
  readonly parts?: readonly Meaning[];
}

/** Above this many machines a person confirms first. */
const confirmAbove = 5;
/** Above this many nothing starts: attach a file or narrow it. */
const refuseAbove = 100;

/** Whether so many machines are simply done, asked about, or too many for one message. */
function scale(machines: readonly string[]): 'plain' | 'confirm' | 'refuse' {
  if (machines.length > refuseAbove) return 'refuse';
  return machines.length > confirmAbove ? 'confirm' : 'plain';
}

/** A reading in the table's words; only what is there. */
function meaningOf(reading: Reading): Record<string, unknown> {
  const { command, machines, warnings, window, parts, byIp, severity, needs } = reading;
  const { job, incident, reason, topic } = reading;
  const size = scale(machines);
  const all = {
    cmd: command,
    machines: parts ? undefined : machines.length > 20 ? abbreviated(machines) : machines,
    warn: warnings,
    byIp: byIp.length > 0 ? byIp : undefined,
    window: window?.text,
    confirm: size === 'confirm' ? true : undefined,
    needs: size === 'refuse' ? 'file-or-smaller(cap 100)' : needs,
    parts: parts?.map(meaningOf),
    ...{ severity, job, incident, reason, topic },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const abbreviated = (machines: readonly string[]) =>
  `[${machines.length}: ${machines[0]} … ${machines.at(-1)}]`;

describe('what people type', () => {
  it.each(
    (utterances as { u: string; why: string; r: Meaning }[]).map((row) => [row.why, row] as const),
  )('is understood: %s', (_, { u, r }) => {
    const reading = understand({ text: u });

    expect(meaningOf(reading)).toEqual(r);
  });
});
