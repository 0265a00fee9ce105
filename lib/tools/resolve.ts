import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { goBuild, install } from './go-build.ts';
import { type Tool, ToolError } from './tool.ts';
import { CachedTool, toolFolder } from './tool-cache.ts';

/** How a program is looked for. */
export interface ResolveOptions {
  /** Called while a program is built, which takes minutes, with what is going on. */
  readonly onProgress?: (line: string) => void;
  /**
   * Environment: PATH, HOME, XDG_CACHE_HOME, and what Go reads.
   * @default that of this process
   */
  readonly env?: NodeJS.ProcessEnv;
}

/** What was found of a program on PATH. */
interface OnPath {
  readonly path: string | undefined;
  /** Those of another version: `helm 3.12.0 at /usr/bin/helm`. */
  readonly others: readonly string[];
}

const VERSION_TIMEOUT = 20_000;
const building = new Map<string, Promise<string>>();

/**
 * Path of a program at exactly its version: from PATH, else from the user's cache, else built there once with `go install`.
 *
 * @throws ToolError when it is nowhere and cannot be built
 */
export async function resolveTool(tool: Tool, options: ResolveOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const onPath = findOnPath(tool, env);
  if (onPath.path !== undefined) return onPath.path;
  const cached = new CachedTool(toolFolder(env), tool);
  if ((await cached.state()) === 'whole') return cached.path;
  const begun = building.get(cached.path);
  if (begun) return begun;
  const work = build(tool, cached, onPath, env, options.onProgress ?? (() => undefined));
  building.set(cached.path, work);
  try {
    return await work;
  } finally {
    building.delete(cached.path);
  }
}

/** Why `resolveTool` will not give the program; `undefined` when it is there, or Go to build it. Nothing is built. */
export function whyNoTool(tool: Tool, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const cached = new CachedTool(toolFolder(env), tool);
  if (programsOnPath('go', env).length > 0 || existsSync(cached.path)) return undefined;
  const onPath = findOnPath(tool, env);
  return onPath.path === undefined ? withoutGo(tool, cached, onPath).message : undefined;
}

function findOnPath(tool: Tool, env: NodeJS.ProcessEnv): OnPath {
  if (tool.module !== undefined) return { path: undefined, others: [] };
  const others: string[] = [];
  for (const path of programsOnPath(tool.name, env)) {
    const version = versionOf(tool, path, env);
    if (version === tool.version) return { path, others };
    others.push(`${tool.name} ${version ?? 'of an unknown version'} at ${path}`);
  }
  return { path: undefined, others };
}

function programsOnPath(name: string, env: NodeJS.ProcessEnv): string[] {
  // A relative entry would run a program from wherever the command is called.
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function versionOf(tool: Tool, path: string, env: NodeJS.ProcessEnv): string | undefined {
  if (!tool.versionArguments) return undefined;
  const { status, stdout } = spawnSync(path, tool.versionArguments, {
    env,
    timeout: VERSION_TIMEOUT,
    encoding: 'utf8',
  });
  return status === 0 ? /\d+\.\d+\.\d+[^\s)]*/.exec(stdout)?.[0] : undefined;
}

async function build(
  tool: Tool,
  cached: CachedTool,
  onPath: OnPath,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string> {
  const [go] = programsOnPath('go', env);
  if (go === undefined) throw withoutGo(tool, cached, onPath);
  say(`building ${tool.name} ${tool.version} with ${go}, once: this takes minutes`);
  const folder = newFolder(tool, cached);
  try {
    const built = await goBuild(go, tool, folder, env, say);
    const version = versionOf(tool, built, env);
    if (tool.versionArguments && version !== tool.version) {
      const told = version === undefined ? 'does not tell its version' : `says that it is ${version}`;
      throw new ToolError(tool, `what ${go} built ${told}`, install(tool));
    }
    await cached.place(folder);
    say(`${tool.name} ${tool.version} is built: ${cached.path}`);
    return cached.path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function newFolder(tool: Tool, cached: CachedTool): string {
  try {
    return cached.newFolder();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = 'Set XDG_CACHE_HOME to a folder that can be written.';
    throw new ToolError(tool, `nothing can be built in ${cached.folder} (${why})`, hint);
  }
}

function withoutGo(tool: Tool, cached: CachedTool, { others }: OnPath): ToolError {
  const found = others.length === 0 ? 'not on PATH' : `PATH has only ${others.join(', ')}`;
  const problem = `${found}, no whole one in ${cached.folder}, and no Go on PATH to build it`;
  return new ToolError(
    tool,
    problem,
    `Install Go (https://go.dev/dl), which builds it once by itself, or ${install(tool)}`,
  );
}
