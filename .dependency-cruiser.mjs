/** The way of the data: a lib imports only libs to its left. A new lib gets its place here first. */
export const libs = [
  'kernel',
  'infra',
  'tenancy',
  'webhooks',
  'repositories',
  'ingestion',
  'artifacts',
  'retention',
  'telemetry',
  'replay',
  'analysis',
  'sessions',
  'provenance',
  'incidents',
  'fix-agent',
  'regression',
  'prompts',
  'datasets',
  'evaluation',
];

/** Clients of outside systems. They have one home, libs/infra; everything else speaks to them through it. */
export const vendors = [
  '@ai-sdk',
  '@grpc',
  '@octokit',
  '@opentelemetry',
  '@supabase/supabase-js',
  'ai',
  'bullmq',
  'ioredis',
  'jwks-rsa',
  'passport-jwt',
  'pg',
  'pino',
  'protobufjs',
  'undici',
];

/** The launcher and the tests look behind the product's back: they speak to Postgres themselves. */
const outsiders = '^(apps/local|bench|test)/';

const toTheRight = libs.slice(0, -1).map((lib, index) => ({
  name: 'libs-flow-left',
  comment: `${lib} may not know what stands to its right; push work there by a job.`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: `^libs/(${libs.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...toTheRight,
    {
      name: 'libs-have-a-place',
      comment: 'The lib is missing in the order above.',
      severity: 'error',
      from: {},
      to: { path: `^libs/(?!(${libs.join('|')})/)` },
    },
    {
      name: 'libs-open-one-door',
      comment: 'Another lib is imported as @debrief/<lib>: its index.ts.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^libs/[^/]+/', pathNot: '^libs/($1/|[^/]+/src/index\\.ts$)' },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|bench|test)/' },
    },
    {
      name: 'apps-stand-apart',
      comment: 'Apps share code through libs. Tests and benchmarks may start any of them.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^(apps/(?!$1/)|bench/|test/)' },
    },
    {
      name: 'vendors-stay-in-infra',
      severity: 'error',
      from: { pathNot: ['^libs/infra/', outsiders, '\\.spec\\.ts$'] },
      to: { path: `(^|/)node_modules/(@types/)?(${vendors.join('|')})/` },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-missing-modules',
      comment: 'A script of the contract tests takes its SDK from a folder of its own.',
      severity: 'error',
      from: { pathNot: '^test/contract/[^/]+/sdks/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/console/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count: a lib that needs another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
