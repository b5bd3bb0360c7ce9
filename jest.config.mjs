/** What is long in a browser: run by `ART33_FULL=1`. */
const LONG = [
  'above',
  'cases',
  'cases-trouble',
  'connections',
  'contracts',
  'deeds',
  'decisions',
  'failures',
  'imports',
  'installation',
  'intake',
  'jobs',
  'notices',
  'settings',
  'shell',
];
/**
 * Faults that start dozens of processes, and have a small version elsewhere: libs/event-log, libs/nodes, tests/faults/kill.spec.ts, and the
 * acceptance tests of jobs and imports. Run likewise.
 */
const HEAVY = ['import-killed', 'job-kill', 'migrate', 'objects', 'upgrade'];

/** Every test runs as a native ES module; swc strips the types, `npm run lint` checks them. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          experimental: { keepImportAttributes: true },
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^@art33/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts', '<rootDir>/tests/**/*.spec.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env['ART33_FULL'] === '1'
      ? []
      : [`/tests/browser/(${LONG.join('|')})\\.spec\\.ts$`, `/tests/faults/(${HEAVY.join('|')})\\.spec\\.ts$`]),
  ],
  // No measure of speed: what waits in vain is to end by itself on a starved machine, too.
  testTimeout: 120_000,
  // Many tests wait for clocks and lines: a third one uses what two leave of two processors.
  maxWorkers: 3,
};
