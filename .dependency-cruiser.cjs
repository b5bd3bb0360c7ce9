/**
 * Who may know whom. Layers, from the ground: {deadlines, event-log}, which know nothing of each other; mechanisms, which
 * know no feature; features parties → incidents → notices → cases, each knowing only what stands before it; the apps.
 */
const GROUND = ['deadlines', 'event-log'];
const MECHANISMS = ['identity', 'http', 'watch', 'delivery', 'evidence', 'documents', 'imports', 'nodes'];
const FEATURES = ['parties', 'incidents', 'notices', 'cases'];

const DOMAIN = '^libs/([^/]+)/src/domain/';
const SPEC = '\\.spec\\.ts$';

const lib = (...names) => `^libs/(${names.join('|')})/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('everything-resolves', 'What cannot be found escapes every other rule.', {}, { couldNotResolve: true }),
    forbid(
      'rooms-have-a-layer',
      'A new room says first where it stands.',
      { path: '^libs/', pathNot: lib(...GROUND, ...MECHANISMS, ...FEATURES) },
      {},
    ),
    forbid('no-circles', 'Nothing knows itself, not even through others.', {}, { circular: true }),
    forbid(
      'ground-stands-alone',
      'The ground knows no other room.',
      { path: lib(...GROUND) },
      { path: '^(libs|apps)/', pathNot: ['^libs/deadlines/', '^libs/event-log/'] },
    ),
    forbid(
      'deadlines-know-no-log',
      'Deadlines know nothing of the log.',
      { path: lib('deadlines') },
      { path: lib('event-log') },
    ),
    forbid(
      'log-knows-no-deadlines',
      'The log knows nothing of deadlines.',
      { path: lib('event-log') },
      { path: lib('deadlines') },
    ),
    forbid(
      'mechanisms-know-no-feature',
      'Mechanisms know only their own ports.',
      { path: lib(...MECHANISMS) },
      { path: lib(...FEATURES) },
    ),
    ...FEATURES.slice(0, -1).map((feature, index) =>
      forbid(
        `${feature}-know-only-what-stands-before`,
        'Features build on each other in one order.',
        { path: lib(feature) },
        { path: lib(...FEATURES.slice(index + 1)) },
      ),
    ),
    forbid(
      'libraries-know-no-app',
      'Apps compose libraries, never the other way round.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    forbid(
      'web-knows-the-description-only',
      'The web app knows the service by the description of its API, as any program does.',
      { path: '^apps/web/' },
      { path: '^(libs|apps)/', pathNot: '^apps/web/' },
    ),
    forbid(
      'nobody-knows-the-web',
      'The web app is served as files; nothing of the service is made of it.',
      { path: '^(libs|apps)/', pathNot: '^apps/web/' },
      { path: '^apps/web/' },
    ),
    forbid(
      'domain-knows-only-domains',
      'A domain knows deadlines, the vocabulary of the log, and the domains of features; nothing else of its own room.',
      { path: DOMAIN, pathNot: SPEC },
      {
        path: '^(libs|apps)/',
        pathNot: [
          '^libs/$1/src/domain/',
          '^libs/$1/src/[^/]+/domain/',
          lib(...GROUND, ...FEATURES) + 'src/index\\.ts$',
        ],
      },
    ),
    forbid(
      'domain-knows-no-framework',
      'A domain knows no framework, no store, no network and no clock; ids are plain arithmetic.',
      { path: DOMAIN, pathNot: SPEC },
      { path: 'node_modules/', pathNot: 'node_modules/uuid/' },
    ),
    forbid(
      'domain-does-no-io',
      'A domain does no input or output; hashes, of leaves and of ids, are arithmetic.',
      { path: DOMAIN, pathNot: [SPEC, '^libs/event-log/src/domain/(leaf|ids)\\.ts$'] },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'what-is-validated-is-described',
      'The API description is made of *.dto.ts: a field that is checked elsewhere would be missing from it.',
      {
        path: '^(libs|apps)/',
        pathNot: '(\\.dto|\\.spec)\\.ts$|^libs/http/src/(validation|stated-instant|testing/.*)\\.ts$',
      },
      { path: 'node_modules/class-validator' },
    ),
    forbid(
      'luxon-in-deadlines-only',
      'Time arithmetic has one home.',
      { path: '^(libs|apps)/', pathNot: lib('deadlines') },
      { path: 'node_modules/luxon' },
    ),
    forbid(
      'eventstore-in-one-file',
      'The EventStoreDB client is imported in one file only, and where tests hold servers against each other.',
      { path: '^(libs|apps)/', pathNot: '^libs/event-log/src/eventstore/(client\\.ts$|testing/)' },
      { path: 'node_modules/@eventstore' },
    ),
    forbid(
      's3-in-one-folder',
      'The S3 client is imported by its adapter only, which is loaded where a bucket is set.',
      { path: '^(libs|apps)/', pathNot: '^libs/event-log/src/objects/s3/' },
      { path: 'node_modules/@aws-sdk' },
    ),
    forbid(
      'rooms-have-one-door',
      'Another room is entered by its index.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/[^/]+/src/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
