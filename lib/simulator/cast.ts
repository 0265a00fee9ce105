import { resolveTool } from '../tools/resolve.ts';
import type { Tool } from '../tools/tool.ts';
import { ageKeygen, sops } from '../tools/tools.ts';
import { type Programs, programsOf } from './programs.ts';

/** Paths of all that a simulation runs. */
export interface Cast {
  readonly programs: Programs<string>;
  readonly sops: string;
  readonly ageKeygen: string;
}

/**
 * Finds the programs of a track, or builds them side by side, which takes half an hour the first time.
 *
 * @param root of the project
 * @returns `undefined` for a track that has none
 * @throws ToolError when one cannot be had
 */
export async function castOf(
  track: string,
  root: string,
  onProgress: (line: string) => void,
): Promise<Cast | undefined> {
  const tools = programsOf(track, root);
  if (!tools) return undefined;
  const resolve = (tool: Tool) => resolveTool(tool, { onProgress });
  const [entries, sopsPath, agePath] = await Promise.all([
    Promise.all(Object.entries(tools).map(async ([name, tool]) => [name, await resolve(tool)])),
    resolve(sops),
    resolve(ageKeygen),
  ]);
  return { programs: Object.fromEntries(entries) as Programs<string>, sops: sopsPath, ageKeygen: agePath };
}
