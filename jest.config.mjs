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
  // The CEL library is ESM only.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
};
