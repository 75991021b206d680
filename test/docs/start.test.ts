import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typescript } from '../../demo/child';
import manifest from '../../package.json';

const operations = readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');

describe('Node is started with the same memory', () => {
  const [youngSpace] = /--max-semi-space-size=\d+/.exec(manifest.scripts.start) ?? [];

  it('by npm start', () => {
    expect(youngSpace).toBe('--max-semi-space-size=1');
  });

  it('by the demo and the benchmarks', () => {
    expect(typescript('src/main.ts')).toContain(youngSpace);
  });

  it('by a service manager as the handbook has it', () => {
    const [start] = /^ExecStart=.*$/m.exec(operations) ?? [];

    expect(start?.split(' ')).toContain(youngSpace);
  });
});
