import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| V\d+ /.test(line));

describe('docs/security.md', () => {
  it('has a row for each chapter of ASVS 5.0 but V17, WebRTC', () => {
    const chapters = rows.map((row) => Number(/^\| V(\d+)/.exec(row)![1]));

    expect(chapters).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  });

  it.each(rows.map((row) => [row.split('|')[1]!.trim(), row] as const))(
    'names tests for %s that exist',
    (_chapter, row) => {
      const tests = row.match(/test\/[\w/-]+\.test\.ts/g) ?? [];

      expect(tests.length).toBeGreaterThan(0);
      expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    },
  );
});
