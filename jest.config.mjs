/** Jest runs the TypeScript sources as ES modules; `#room` imports point at the sources, not at `dist`. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^#(workflow|scoring|store|awards|tables|files|config|embedded|testing)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/jest.setup.mjs'],
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
  // Generous: seasons and processes that take seconds take minutes on a machine that is busy with something else.
  testTimeout: 180_000,
  maxWorkers: 2,
  testSequencer: '<rootDir>/jest.sequencer.mjs',
};
