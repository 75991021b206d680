import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config';
import { exampleFile } from '../src/config/example';
import { variables } from '../src/config/variables';

const file = join(__dirname, '..', '.env.example');
if (process.env['UPDATE']) writeFileSync(file, exampleFile());
const written = readFileSync(file, 'utf8');
const lines = [...written.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => ({ name, value }));

describe('.env.example', () => {
  it('is what the table of variables says (UPDATE=1 npx jest test/env-example writes it anew)', () => {
    expect(written).toBe(exampleFile());
  });

  it('names each variable once, in order', () => {
    expect(lines.map(({ name }) => name)).toEqual(Object.keys(variables));
  });

  it('shows the true defaults: setting every line to what it shows changes nothing', () => {
    const development = { BAILIFF_DEV: '1' };
    const shown = Object.fromEntries(lines.map(({ name, value }) => [name!, value]));

    expect(readConfig({ ...shown, ...development })).toEqual(readConfig(development));
  });
});
