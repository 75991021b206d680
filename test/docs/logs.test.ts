import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/logs.md'), 'utf8');
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
  .join('\n');

const named = [...page.matchAll(/^\| `([a-z][^`]+)` \| (?:info|warn|error) \|/gm)];

it.each(named.map(([, message]) => message!))(
  'the log line "%s" is written somewhere',
  (message) => {
    expect(source).toContain(`'${message}'`);
  },
);

it('the page names log lines', () => {
  expect(named.length).toBeGreaterThan(3);
});
