import { restartControlPlane } from './control-plane.ts';
import type { Stage } from './stage.ts';

const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** Kills every program of a stage at once, with no time to end. @returns their names, for when power is back */
export async function cutPower({ processes }: Stage): Promise<readonly string[]> {
  const { names } = processes;
  await Promise.all(names.map((name) => processes.stop(name, 'SIGKILL')));
  return names;
}

/** Starts them again, on the same folders. @throws Error when the API server is not ready in time */
export async function restorePower({ processes, plane }: Stage, names: readonly string[]): Promise<void> {
  await restartControlPlane(plane.server, plane.token, processes);
  for (const name of names.filter((each) => !CONTROL_PLANE.includes(each))) processes.restart(name);
}
