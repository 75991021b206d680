/** Output streams of a command: those of the process, or of a test. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
  /** True when connected to an interactive terminal. */
  readonly isTTY?: boolean;
}

/** 0: success. 1: problem found. 2: could not be checked. */
export type ExitCode = 0 | 1 | 2;

/** A status line on stderr that overwrites itself; silent unless stderr is a TTY. */
export class ProgressLine {
  private shown = '';

  constructor(private readonly terminal: Terminal) {}

  show(line: string): void {
    if (!this.terminal.stderr.isTTY || line === this.shown) return;
    this.terminal.stderr.write(`\r\u001b[K${line}`);
    this.shown = line;
  }

  clear(): void {
    if (this.shown) this.terminal.stderr.write('\r\u001b[K');
  }
}
