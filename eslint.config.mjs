import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Vendor clients have one home; everything else speaks to them through libs/infra. */
const vendors = ['pg', 'bullmq', 'ioredis', '@supabase/supabase-js', '@octokit/*', 'jwks-rsa', 'passport-jwt', 'pino', 'rate-limiter-flexible', '@opentelemetry/*'];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', '.debrief', '.test', '**/schema.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read settings through loadConfig (libs/infra/src/config).' }],
      'no-restricted-imports': ['error', { patterns: [{ group: vendors, message: 'Vendor clients are imported in libs/infra only.' }] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['libs/infra/src/**', 'apps/local/**', 'test/**', 'bench/**', '**/*.spec.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['libs/infra/src/config/**', 'apps/*/src/main.ts', 'apps/local/**', 'scripts/**', 'test/**', 'bench/**', '*.js', '*.mjs', 'examples/**'],
    rules: { 'no-restricted-properties': 'off', '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
