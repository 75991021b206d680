import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './samples';

const folder = join(__dirname, 'golden');
const update = process.env['UPDATE_GOLDEN'] === '1';

/** UPDATE_GOLDEN=1 writes the files; review the diff like any other change. */
describe('each card in each state', () => {
  it.each(Object.keys(samples))('%s looks as agreed', (name) => {
    const file = join(folder, `${name}.json`);

    const drawn = `${JSON.stringify(samples[name]!(), null, 2)}\n`;
    if (update) writeFileSync(file, drawn);

    expect(existsSync(file)).toBe(true);
    expect(drawn).toBe(readFileSync(file, 'utf8'));
  });

  it('has no picture left over of a card that is gone', () => {
    const known = Object.keys(samples).map((name) => `${name}.json`);

    expect(readdirSync(folder).toSorted()).toEqual(known.toSorted());
  });
});
