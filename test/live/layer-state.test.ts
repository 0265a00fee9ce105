import { track127 } from '../../lib/core/tracks/track-1.27.ts';
import type { Api } from '../../lib/live/api.ts';
import { layerStates } from '../../lib/live/layer-state.ts';

const REVISION = 'a'.repeat(40);

/** The state of one layer, by what Flux says of it. */
async function stateOf(conditions: readonly object[], more: object = {}): Promise<string> {
  const layer = {
    metadata: { name: 'web', generation: 1 },
    spec: {},
    status: { observedGeneration: 1, conditions, ...more },
  };
  const [state] = await layerStates({ list: async () => [layer] } as unknown as Api, track127, REVISION);
  return state!.state;
}

const ready = (status: string, reason: string) => ({ type: 'Ready', status, reason, message: 'as Flux says' });
const atWork = (revision: string) => ({
  type: 'Reconciling',
  status: 'True',
  reason: 'ProgressingWithRetry',
  message: `Fetching manifests for revision main@sha1:${revision} with a timeout of 1m0s`,
});

test('a layer whose folder is not there has failed, although no revision counts as attempted', async () => {
  expect(await stateOf([atWork(REVISION), ready('False', 'ArtifactFailed')])).toBe('failed');
});

test('what failed at an older revision may yet be applied', async () => {
  const older = 'b'.repeat(40);
  expect(await stateOf([atWork(older), ready('False', 'ArtifactFailed')])).toBe('applying');
  const attempted = { lastAttemptedRevision: `main@sha1:${older}` };
  expect(await stateOf([ready('False', 'BuildFailed')], attempted)).toBe('applying');
});

test('a layer that waits for another one has not failed', async () => {
  expect(await stateOf([atWork(REVISION), ready('False', 'DependencyNotReady')])).toBe('applying');
});
