import base from './jest.config.mjs';

/** Tests on real parts, a control plane or LVM: they take minutes. */
export default {
  ...base,
  testMatch: ['**/*.e2e.ts'],
  globalSetup: '<rootDir>/test/simulator/programs.ts',
  setupFilesAfterEnv: ['<rootDir>/test/simulator/once-more.ts'],
  testTimeout: 600_000,
  maxWorkers: 1,
  verbose: true,
  // Libraries that are ESM only.
  transformIgnorePatterns: [
    '/node_modules/(?!(@marcbachmann|age-encryption|@noble|@scure|@kubernetes|openid-client|oauth4webapi|jose|jsonpath-plus|stream-buffers)/)',
  ],
};
