import type { Fault } from './fault.ts';

/** The cluster's state is gone; git is all that is left. */
export const etcdWiped: Fault = {
  name: 'etcd-wiped',
  what: 'all programs are stopped, the data of etcd is deleted, and the lab is bootstrapped again from git',
  holds: 'the lab comes back from git alone',
  losesState: true,
  async run(scene) {
    await scene.stage.wipe();
    return { recover: await scene.settled(await scene.push()) };
  },
};
