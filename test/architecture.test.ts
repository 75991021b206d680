import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn, modulesIn, ownFile, readsEnvironment, type Source } from './support/imports';

/**
 * The layers that each one may import. Anything else is refused; the joiners may import everything.
 */
const below: Readonly<Record<string, readonly string[]>> = {
  language: [],
  domain: ['language'],
  config: [],
  ports: ['domain'],
  cards: ['language', 'domain'],
  access: ['language', 'domain'],
  evidence: ['language', 'domain'],
  defender: ['language', 'domain', 'ports'],
  entra: ['language', 'domain', 'ports'],
  paging: ['domain', 'ports'],
  networks: ['language', 'domain', 'ports'],
  storage: ['language', 'domain', 'ports'],
  journal: ['language', 'domain', 'ports'],
  delivery: ['language', 'domain', 'ports', 'evidence'],
  inbound: ['domain', 'ports'],
  clock: ['domain', 'ports'],
  health: ['language', 'domain', 'ports'],
  workflows: ['language', 'domain', 'ports', 'cards', 'access', 'evidence'],
  grammar: ['domain'],
  commands: ['language', 'domain', 'ports', 'cards', 'access', 'evidence', 'grammar'],
  dispatch: ['language', 'domain', 'ports', 'cards', 'access', 'commands', 'grammar'],
  chat: ['language', 'domain', 'ports', 'cards', 'commands', 'dispatch', 'grammar'],
  server: ['domain', 'ports', 'chat', 'journal'],
};
const joiners = ['app', 'main', 'cli'];

/** Packages that only these layers may import, so that replacing one changes a single folder. */
const keepers: readonly { readonly secret: RegExp; readonly known: readonly string[] }[] = [
  { secret: /^(botbuilder|botframework-)/, known: ['chat', 'server', 'app'] },
  { secret: /^axios$/, known: ['defender'] },
  { secret: /^@dbos-inc\//, known: ['workflows'] },
  { secret: /^@azure\/identity$/, known: ['entra'] },
  { secret: /^(pg|kysely)$/, known: ['storage', 'app', 'cli'] },
  { secret: /^maxmind$/, known: ['networks'] },
  { secret: /^restify$/, known: ['server'] },
  { secret: /^intl-messageformat$/, known: ['language'] },
  { secret: /^@azure\/storage-blob$/, known: ['storage'] },
];

// A longer file contains more than one idea.
const maxLines = 240;

/** The layer of a file: its folder, or its own name at the top level. */
function stationOf(file: string): string {
  return file.split(/[/\\.]/)[0]!;
}

function faultsOf(source: Source): string[] {
  const station = stationOf(source.file);
  return [
    ...modulesIn(source).flatMap((module) => faultOf(module, source)),
    ...(readsEnvironment(source) && station !== 'config' ? ['reads process.env'] : []),
    ...(isTooLong(source) ? [`has more than ${maxLines} lines`] : []),
  ];
}

function isTooLong({ code }: Source): boolean {
  return code.split('\n').length > maxLines;
}

function faultOf(module: string, source: Source): string[] {
  const station = stationOf(source.file);
  const own = ownFile(source, module);
  if (own === undefined) {
    const kept = keepers.find(({ secret }) => secret.test(module));
    return kept && !kept.known.includes(station) ? [`uses ${module}`] : [];
  }
  const to = stationOf(own);
  if (joiners.includes(station)) return [];
  if (own.startsWith('..')) return [`leaves src for ${own}`];
  if (to === station || below[station]?.includes(to)) return [];
  return [`imports ${to}`];
}

const src = join(__dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted();

describe('the source', () => {
  it.each(files)('%s knows only what stands below it', (file) => {
    expect(faultsOf({ file, code: readFileSync(join(src, file), 'utf8') })).toEqual([]);
  });

  it('has no station that nobody placed', () => {
    const stations = new Set(files.map(stationOf));

    expect([...stations].filter((one) => !(one in below) && !joiners.includes(one))).toEqual([]);
  });
});

describe('imports', () => {
  it('form no circle', () => {
    const code = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));

    expect(circlesIn(code)).toEqual([]);
  });

  it.each`
    files                                                                                            | circles
    ${{ 'a.ts': "import './b';", 'b.ts': "import type { X } from './c';", 'c.ts': "import './a';" }} | ${['a.ts b.ts c.ts']}
    ${{ 'a.ts': "import './b';", 'b.ts': "import './c';", 'c.ts': '' }}                              | ${[]}
    ${{ 'a/index.ts': "export * from './b';", 'a/b.ts': "import '../a';" }}                          | ${['a/b.ts a/index.ts']}
  `('of $files have the circles $circles', ({ files, circles }) => {
    expect(circlesIn(new Map(Object.entries(files)))).toEqual(circles);
  });
});

describe('the check itself', () => {
  it.each`
    file                | code                                              | fault
    ${'domain/a.ts'}    | ${"import { x } from '../ports';"}                | ${'imports ports'}
    ${'domain/a.ts'}    | ${"import type { X } from '../ports';"}           | ${'imports ports'}
    ${'cards/a.ts'}     | ${"export * from '../commands/collect';"}         | ${'imports commands'}
    ${'config.ts'}      | ${"import { x } from './domain/text';"}           | ${'imports domain'}
    ${'commands/a.ts'}  | ${"const x = await import('../chat/messenger');"} | ${'imports chat'}
    ${'workflows/a.ts'} | ${"const x = require('../storage/tables');"}      | ${'imports storage'}
    ${'commands/a.ts'}  | ${"let x: import('../chat/turn').X;"}             | ${'imports chat'}
    ${'unplaced/a.ts'}  | ${"import { x } from '../domain/text';"}          | ${'imports domain'}
    ${'cards/a.ts'}     | ${"import x from '../../cards/help.json';"}       | ${'leaves src for ../cards/help.json'}
    ${'commands/a.ts'}  | ${"import { X } from 'botbuilder';"}              | ${'uses botbuilder'}
    ${'entra/a.ts'}     | ${"import axios from 'axios';"}                   | ${'uses axios'}
    ${'storage/a.ts'}   | ${"import { DBOS } from '@dbos-inc/dbos-sdk';"}   | ${'uses @dbos-inc/dbos-sdk'}
    ${'storage/a.ts'}   | ${'const x = process.env.HOME;'}                  | ${'reads process.env'}
    ${'main.ts'}        | ${"const x = globalThis.process['env'];"}         | ${'reads process.env'}
    ${'domain/a.ts'}    | ${'\n'.repeat(maxLines)}                          | ${'has more than 240 lines'}
  `('refuses that $file $fault', ({ file, code, fault }) => {
    expect(faultsOf({ file, code })).toEqual([fault]);
  });

  it.each`
    file               | code
    ${'commands/a.ts'} | ${"import { x } from '../domain/text';\nimport { y } from './pick';"}
    ${'chat/a.ts'}     | ${"import { TurnContext } from 'botbuilder';"}
    ${'app.ts'}        | ${"import { x } from './storage/collections';"}
    ${'config/a.ts'}   | ${'const x = process.env;'}
    ${'chat/a.ts'}     | ${"// process.env and require('axios') in words\nconst x = 'process.env';"}
  `('allows what is right: $file', ({ file, code }) => {
    expect(faultsOf({ file, code })).toEqual([]);
  });
});
