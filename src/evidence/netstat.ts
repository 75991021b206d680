import { parseIp } from '../domain/ip';
import type { Connection } from './first-look';

/** Lines of a file, batch by batch. */
export type Batches = AsyncIterable<readonly string[]>;

export interface Connections {
  readonly connections: readonly Connection[];
  /** State words in an unknown language. */
  readonly unknownStates: readonly string[];
  /** Number of parsed connection rows. */
  readonly rows: number;
}

// State words of netstat. German and Polish Windows translate them, most others don't. Unknown words
// are reported, never guessed.
const established = new Set([
  ...['ESTABLISHED', 'ESTAB', 'HERGESTELLT', 'USTANOWIONO', 'ESTABLECIDO', 'ESTABELECIDA'],
  ...['ÉTABLIE', 'ETABLI', 'STABILITO', 'ETABLERAD', 'ETABLERET', 'УСТАНОВЛЕНО'],
]);
const others = new Set([
  ...['LISTENING', 'LISTEN', 'TIME_WAIT', 'CLOSE_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2', 'LAST_ACK'],
  ...['FIN_WAIT1', 'FIN_WAIT2', 'SYN_SENT', 'SYN_RECEIVED', 'SYN_RECV', 'CLOSING', 'CLOSED'],
  ...['CLOSE', 'BOUND', 'ABHÖREN', 'WARTEND', 'SCHLIESSEN_WARTEN', 'SYN_GESENDET'],
  ...['SYN_EMPFANGEN', 'FIN_WARTEN_1', 'FIN_WARTEN_2', 'LETZTE_BEST', 'NASŁUCHIWANIE'],
]);
const maxConnections = 20_000;
const maxStates = 5;
const maxWord = 64;

/** Parses `netstat` output: `-ano` and `-anob` of Windows in any language, and Linux and macOS. */
export async function readNetstat(batches: Batches): Promise<Connections> {
  const found: Row[] = [];
  const unknownStates = new Set<string>();
  let rows = 0;
  let last: Row | undefined;
  for await (const lines of batches)
    for (const line of lines) {
      const row = rowOf(line);
      if (row) {
        rows += 1;
        last = row;
        if (row.remote && found.length < maxConnections) found.push(row);
        if (row.remote && stateOf(row.word) === 'unclear' && unknownStates.size < maxStates)
          unknownStates.add(row.word);
      } else if (last && !last.process) last.process = programOf(line);
    }
  return { connections: found.flatMap(connectionOf), unknownStates: [...unknownStates], rows };
}

interface Row {
  readonly remote: { readonly address: string; readonly port: number } | undefined;
  readonly word: string;
  readonly processId: number | undefined;
  process: string | undefined;
}

/** Parses by column: only the state word is translated. */
function rowOf(line: string): Row | undefined {
  const columns = line.trim().split(/\s+/, 8);
  if (!/^tcp[46]*$/i.test(columns[0] ?? '')) return undefined;
  // Linux and macOS print two queues before the addresses.
  const hasQueues = /^\d+$/.test(columns[1] ?? '') && /^\d+$/.test(columns[2] ?? '');
  const [foreign = '', word = '', owner = ''] = columns.slice(hasQueues ? 4 : 2);
  const [id = '', program] = owner.split('/');
  return {
    remote: endpoint(foreign),
    word: word.slice(0, maxWord).toUpperCase(),
    processId: /^\d+$/.test(id) ? Number(id) : undefined,
    process: program && program !== '-' ? program.slice(0, maxWord) : undefined,
  };
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`; on Linux `2001:db8::1:443`, on macOS `192.0.2.1.443`. */
function endpoint(written: string): Row['remote'] {
  const at = Math.max(written.lastIndexOf(':'), written.lastIndexOf('.'));
  const port = Number(written.slice(at + 1));
  if (at < 0 || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const ip = parseIp(written.slice(0, at));
  return ip && ip.class !== 'unspecified' ? { address: ip.address, port } : undefined;
}

/** With `-b`, the program follows in brackets on the next line. */
function programOf(line: string): string | undefined {
  const name = line.trim();
  return name.startsWith('[') && name.endsWith(']')
    ? name.slice(1, -1).slice(0, maxWord)
    : undefined;
}

function stateOf(word: string): Connection['state'] {
  if (established.has(word)) return 'established';
  return others.has(word) ? 'other' : 'unclear';
}

function connectionOf({ remote, word, processId, process }: Row): Connection[] {
  if (!remote) return [];
  return [
    {
      remote: remote.address,
      port: remote.port,
      state: stateOf(word),
      // Windows gives closed connections to process 0.
      ...(processId && { processId }),
      ...(process && { process }),
    },
  ];
}
