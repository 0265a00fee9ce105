import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ProgramResult, runProgram } from './run-program.ts';
import { type Tool, ToolError } from './tool.ts';

const LINES_OF_REASON = 3;

/**
 * Builds a program with Go, and puts it and its files into a folder.
 *
 * @returns path of the executable
 * @throws ToolError with Go's reason
 */
export async function goBuild(
  go: string,
  tool: Tool,
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string> {
  // Go refuses a place of its own for a program of another system, which nobody here could run.
  const { GOOS: _system, GOARCH: _processor, ...rest } = env;
  const goEnv = { ...rest, GOBIN: folder, GOWORK: 'off', CGO_ENABLED: '0' };
  const cwd = tool.module === undefined ? folder : resolve(tool.module);
  const built = join(folder, tool.name);
  const run = (args: readonly string[]) => runProgram(go, args, { env: goEnv, cwd, onErrorLine: say });
  const flags = ['-trimpath', '-ldflags', linkerFlags(tool)];
  const result = await run(
    tool.module === undefined
      ? ['install', ...flags, `${tool.package}@v${tool.version}`]
      : ['build', '-mod=readonly', ...flags, '-o', built, tool.package],
  );
  if (result.code !== 0 || !existsSync(built)) throw notBuilt(tool, go, result);
  for (const [name, [module, path]] of Object.entries(tool.files ?? {})) {
    const found = await run(['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', module]);
    const from = join(found.output.trim(), path);
    if (found.code !== 0 || !existsSync(from)) throw notBuilt(tool, go, found);
    cpSync(from, join(folder, name), { recursive: true });
  }
  return built;
}

/** Where to get a program that is not built here. */
export function install({ name, version, releases }: Tool): string {
  return `put ${name} ${version} on PATH: ${releases}`;
}

function linkerFlags({ variables = {} }: Tool): string {
  return ['-s', '-w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)].join(' ');
}

function notBuilt(tool: Tool, go: string, { errors }: ProgramResult): ToolError {
  const lines = errors.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('go: downloading'));
  const reason = lines.slice(-LINES_OF_REASON).join(' | ') || 'no reason given';
  const otherwise = tool.module === undefined ? `, or ${install(tool)}` : '.';
  return new ToolError(tool, `${go} could not build it (${reason})`, `See to it that Go can fetch modules${otherwise}`);
}
