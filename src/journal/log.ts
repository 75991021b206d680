import pino, { type DestinationStream } from 'pino';
import { withoutSecrets } from '../domain/secrets';
import type { Log } from '../ports';
import { redact } from './redact';

export interface LogOptions {
  /** pino's: `trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent`. */
  readonly level: string;
  /** Replaces stdout in tests. */
  readonly to?: DestinationStream;
}

/** Creates a logger that writes redacted JSON lines to stdout. */
export function createLog({ level, to }: LogOptions): Log {
  const out = pino(
    {
      level,
      base: { app: 'bailiff' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    to ?? pino.destination({ dest: 1, sync: true }),
  );
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (data: object, sentence: string) => {
    if (!out.isLevelEnabled(name)) return;
    // pino would serialise a bare error without redaction.
    const fields = redact(data instanceof Error ? { error: data } : data);
    out[name](fields as object, withoutSecrets(sentence));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
