import type { Fault } from './fault.ts';

const STOPPED = 60_000;

/** The disk below etcd hangs. */
export const etcdStopped: Fault = {
  name: 'etcd-stopped',
  what: 'etcd is frozen for a minute, then goes on',
  holds: 'what was pushed meanwhile is applied',
  async run(scene) {
    const { processes, api } = scene.stage;
    const start = performance.now();
    processes.signal('etcd', 'SIGSTOP');
    const detect = await scene.until('a write fails', async () => {
      const write = api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
      const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 2_000));
      return Promise.race([
        write.then(
          () => false,
          () => true,
        ),
        late,
      ]);
    });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, STOPPED - (performance.now() - start))));
    processes.signal('etcd', 'SIGCONT');
    await scene.until('the API server writes again', async () => {
      await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
      return true;
    });
    return { detect, recover: await scene.settled(await scene.push()) };
  },
};
