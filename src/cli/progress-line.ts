import type { Terminal } from './run';

/** One line that is written over, where a person watches. */
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
