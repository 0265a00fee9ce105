import base from './jest.config.mjs';

/** Tests on a real control plane: they take minutes, and each file starts one. */
export default {
  ...base,
  testMatch: ['**/*.e2e.ts'],
  globalSetup: '<rootDir>/test/simulator/programs.ts',
  testTimeout: 600_000,
  maxWorkers: 1,
  verbose: true,
  // Libraries that are ESM only.
  transformIgnorePatterns: [
    '/node_modules/(?!(@marcbachmann|age-encryption|@noble|@scure|@kubernetes|openid-client|oauth4webapi|jose|jsonpath-plus|stream-buffers)/)',
  ],
};
