import { waitUntilReady } from '../control-plane.ts';
import type { Fault } from './fault.ts';

/** The API server goes away while layers are applied and somebody lists everything. */
export const apiRestarted: Fault = {
  name: 'api-restarted',
  what: 'the API server is stopped under load, right after a push, and started again',
  holds: 'every controller finds its way back',
  async run(scene) {
    const { processes, plane, api } = scene.stage;
    const revision = await scene.push();
    const load = Promise.allSettled(Array.from({ length: 200 }, () => api.list('v1', 'Pod')));
    const start = performance.now();
    await processes.stop('kube-apiserver');
    const detect = performance.now() - start;
    processes.restart('kube-apiserver');
    await waitUntilReady(plane.server, plane.token, processes);
    await load;
    return { detect, recover: await scene.settled(revision) };
  },
};
