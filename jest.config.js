const fs = require('node:fs');

const swcrc = JSON.parse(fs.readFileSync(`${__dirname}/.swcrc`, 'utf8'));
// The aliases are resolved while compiling: moduleNameMapper is not consulted for globalSetup.
const jsc = { ...swcrc.jsc, baseUrl: __dirname, paths: { '@debrief/*': ['./libs/*/src'] } };

/** Jest needs Node ≥ 24.9 with --experimental-vm-modules: Nest 12 ships ES modules only. `npm test` sees to both. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcrc, jsc, swcrc: false }] },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.debrief', '<rootDir>/.test'],
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
  // Modules of suites that are over stay in a worker: it is put away before collecting them takes longer than loading them.
  workerIdleMemoryLimit: '700MB',
};
