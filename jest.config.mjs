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
  // The CEL library is ESM only.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
};
