import type { Config } from 'jest';

/** Published as ES modules only: jest runs CommonJS, so these few go through the transform. */
// Channels without an on-call rotation show the machine's zone.
process.env['TZ'] = 'UTC';

const esModules = [
  'kysely',
  'jose',
  'uuid',
  'canonicalize',
  'parse5',
  'entities',
  'superjson',
  'copy-anything',
  'is-what',
  'serialize-error',
  'type-fest',
  'intl-messageformat',
  '@formatjs',
  'adaptivecards',
  'swiper',
];

const config: Config = {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  // More than the patience of all that one test waits for: only what hangs is ended.
  testTimeout: 600_000,
  // Lint and types run beside them.
  maxWorkers: 2,
  // A process that has grown large over its files is replaced.
  workerIdleMemoryLimit: '700MB',
};

export default config;
