import type { Cluster } from '../core/cluster.ts';

/** Where a command runs. */
export interface Context {
  /** Root of the project. It is the working directory while a command runs. */
  readonly root: string;
  /** Folder that the owner typed the command in: paths in arguments are relative to it. */
  readonly cwd: string;
  /** The running bundle, for its source map. */
  readonly bundle: string;
  /** Changes when a file that the lab follows from does. */
  readonly key: string;
  /** Runs `main.ts` and gives its lab. */
  readonly loadLab: () => Promise<Cluster>;
}

/** How a command ends: nothing wrong, findings, or could not judge. */
export type ExitCode = 0 | 1 | 2;
