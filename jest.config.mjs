export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  setupFiles: ['<rootDir>/test/seed.ts'],
  testMatch: ['**/*.test.ts'],
  // What hangs is found; what is slow on a busy machine is not taken for it.
  testTimeout: 60_000,
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
