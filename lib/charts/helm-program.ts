import { type ResolveOptions, resolveTool } from '../tools/resolve.ts';
import { helm } from '../tools/tools.ts';

/** Helm, at a version. Its path is only asked for when something must be rendered. */
export interface HelmProgram {
  /** Without the `v`: `3.13.3`. */
  readonly version: string;
  /** Path of the executable. May reject: the rendering fails with that message. */
  readonly path: () => Promise<string>;
}

/** The Helm of the project, looked for once and only when it is needed. */
export function pinnedHelm(options: ResolveOptions = {}): HelmProgram {
  let found: Promise<string> | undefined;
  return {
    version: helm.version,
    path: () => {
      found ??= resolveTool(helm, options);
      return found;
    },
  };
}
