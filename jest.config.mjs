export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  setupFiles: ['<rootDir>/test/seed.ts'],
  testMatch: ['**/*.test.ts'],
  // No test is about time: on a busy machine five seconds, the default, are over before a program has started.
  testTimeout: 300_000,
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  // These are ESM only: the CEL library, and age with what it stands on.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/|age-encryption/|@noble/|@scure/)'],
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
};
