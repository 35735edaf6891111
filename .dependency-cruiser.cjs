// The rooms of the house and who may import whom. `npm run check` fails when fewer than 50 modules were seen.
const adapters = [
  'audio',
  'console',
  'disk',
  'http',
  'keys',
  'line',
  'mqtt',
  'secrets',
  'speech',
  'store',
  'time',
];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'thai-is-pure', severity: 'error', from: { path: '^src/thai/' }, to: { pathNot: '^src/thai/' } },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/(core|thai)/' },
    },
    {
      name: 'wire-knows-core-only',
      severity: 'error',
      from: { path: '^src/wire/' },
      to: { pathNot: '^(src/(wire|core)/|node_modules/(zod|jose)/|(node:)?crypto$)' },
    },
    {
      name: 'pipeline-looks-inward',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { pathNot: '^src/(pipeline|core|thai)/' },
    },
    {
      name: 'stages-are-strangers',
      comment:
        'A stage may use the types of the conveyor and the small rules beside it, never another stage.',
      severity: 'error',
      from: {
        path: '^src/pipeline/(intake|voice|newsroom|delivery|receipts|signing-in|people|towers)\\.ts$',
      },
      to: {
        path: '^src/pipeline/(intake|voice|newsroom|timetable|delivery|receipts|signing-in|people|towers)\\.ts$',
      },
    },
    ...adapters.map((name) => ({
      name: `${name}-is-a-stranger-to-other-adapters`,
      severity: 'error',
      from: { path: `^src/adapters/${name}/` },
      to: { path: '^src/adapters/', pathNot: `^src/adapters/${name}/` },
    })),
    {
      name: 'adapters-look-inward',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/', pathNot: '^src/(adapters|pipeline|core|thai|wire)/' },
    },
    {
      name: 'only-the-broker-and-the-keys-speak-wire',
      severity: 'error',
      from: { path: '^src/(adapters|pipeline)/', pathNot: '^src/adapters/(mqtt|keys)/' },
      to: { path: '^src/wire/' },
    },
    {
      name: 'controller-could-live-alone',
      severity: 'error',
      from: { path: '^src/controller/' },
      to: { path: '^src/', pathNot: '^src/(controller|wire|core)/|^src/log\\.ts$' },
    },
    {
      name: 'nobody-imports-controller',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(controller|commands|fleet)/' },
      to: { path: '^src/controller/' },
    },
    {
      name: 'only-commands-sail-a-fleet',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(fleet|commands)/' },
      to: { path: '^src/fleet/' },
    },
    {
      name: 'conformance-knows-the-contract-only',
      comment: 'It examines controllers of others by the contract: nothing of ours may help it.',
      severity: 'error',
      from: { path: '^src/conformance/' },
      to: { path: '^src/', pathNot: '^src/(conformance|wire|core)/' },
    },
    {
      name: 'only-commands-examine',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(conformance|commands)/' },
      to: { path: '^src/conformance/' },
    },
    {
      name: 'only-the-relay-joins-its-parts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/relay(/|\\.ts$)' },
      to: { path: '^src/relay/' },
    },
    {
      name: 'nobody-imports-the-mains',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/(main|cli)\\.ts$' },
    },
    {
      name: 'adapters-never-read-config',
      severity: 'error',
      from: { path: '^src/(adapters|pipeline|core|thai|wire|controller)/' },
      to: { path: '^src/(config|environment|foundation-file)\\.ts$' },
    },
    {
      name: 'fluent-ffmpeg-in-one-file',
      severity: 'error',
      from: { pathNot: '^src/adapters/audio/run-ffmpeg\\.ts$' },
      to: { path: 'node_modules/fluent-ffmpeg' },
    },
    {
      name: 'node-cron-in-one-file',
      severity: 'error',
      from: { pathNot: '^src/adapters/time/cron-ticker\\.ts$' },
      to: { path: 'node_modules/node-cron' },
    },
    {
      name: 'no-dev-packages-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
