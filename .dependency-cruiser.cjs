/**
 * Who may know whom. Layers, from the ground: {deadlines, event-log}, which know nothing of each other; mechanisms, which
 * know no feature; features parties → incidents → notices → cases, each knowing only what stands before it; the apps.
 */
const GROUND = ['deadlines', 'event-log'];
const MECHANISMS = ['identity', 'http', 'watch', 'delivery', 'evidence'];
const FEATURES = ['parties', 'incidents', 'notices', 'cases'];

const lib = (...names) => `^libs/(${names.join('|')})/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
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
    ...FEATURES.map((feature, index) =>
      forbid(
        `${feature}-know-only-what-stands-before`,
        'Features build on each other in one order.',
        { path: lib(feature) },
        { path: FEATURES[index + 1] ? lib(...FEATURES.slice(index + 1)) : '^$' },
      ),
    ),
    forbid(
      'libraries-know-no-app',
      'Apps compose libraries, never the other way round.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    forbid(
      'domain-is-pure',
      'A domain knows no framework, no store, no network and no clock.',
      { path: '^libs/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      {
        path: [
          'node_modules/(@nestjs|rxjs|fastify|better-sqlite3|luxon|nodemailer|class-validator)',
          '^libs/[^/]+/src/(handlers|read-model|http|process|page|mail|sqlite|smtp|outbox)/',
        ],
      },
    ),
    forbid(
      'domain-does-no-io',
      'A domain does no input or output.',
      { path: '^libs/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$|^libs/event-log/src/domain/leaf\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'luxon-in-deadlines-only',
      'Time arithmetic has one home.',
      { path: '^(libs|apps)/', pathNot: lib('deadlines') },
      { path: 'node_modules/luxon' },
    ),
    forbid(
      'eventstore-in-one-file',
      'The EventStoreDB client is imported in one file only.',
      { path: '^(libs|apps)/', pathNot: '^libs/event-log/src/eventstore/client\\.ts$' },
      { path: 'node_modules/@eventstore' },
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
      extensionAlias: { '.js': ['.ts', '.js'] },
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
