/**
 * A control plane on a machine that is busy with something else may miss a time limit. A test that fails is run once more, and what it
 * failed of is printed: one that fails twice is red.
 */
jest.retryTimes(1, { logErrorsBeforeRetry: true });
