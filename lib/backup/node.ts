import type { Machine } from '../volumes/machine.ts';
import type { MicroK8s } from './microk8s.ts';
import type { Place } from './place.ts';
import type { NodePaths, Settings } from './settings.ts';

/** The node that a program of this project runs on. */
export interface Node {
  readonly settings: Settings;
  readonly paths: NodePaths;
  readonly places: readonly Place[];
  readonly microk8s: MicroK8s;
  /** Where LVM is asked. */
  readonly machine: Machine;
  readonly now: () => Date;
  /** Tells what is going on. */
  readonly say: (line: string) => void;
}
