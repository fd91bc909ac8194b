import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const oneEnvironment = 'Settings are read through loadConfig (libs/infra/src/config).';

/** Code only: who may import what is in .dependency-cruiser.mjs, form is prettier's. */
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
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: oneEnvironment }],
      'no-restricted-imports': [
        'error',
        ...['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: oneEnvironment })),
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['apps/**', 'bench/**', 'libs/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'CallExpression[callee.name="forwardRef"]', message: 'Data flows one way: split the provider.' },
      ],
    },
  },
  {
    files: [
      'libs/infra/src/config/**',
      'apps/*/src/main.ts',
      'apps/worker/src/dead-letters.ts',
      'apps/local/**',
      'scripts/**',
      'test/**',
      'bench/**',
      '*.js',
      '*.mjs',
      'examples/**',
    ],
    rules: { 'no-restricted-properties': 'off', '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
