import type { Cluster } from '../core/cluster.ts';
import { runProgram } from '../tools/run-program.ts';

/** The flux command is missing, or of another version than the track. */
export class FluxCliError extends Error {
  override readonly name = 'FluxCliError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Arguments of `flux bootstrap git` for a lab. They name the versions, so that another flux command would install the same.
 *
 * @param keyFile private key that may push to the repository; without it flux makes one and asks to register it
 */
export function bootstrapArguments(
  { facts, track }: Cluster,
  access: { readonly kubeconfig: string; readonly context: string | undefined },
  keyFile?: string,
): string[] {
  const { url, branch, path } = facts.git;
  return [
    'bootstrap',
    'git',
    `--version=v${track.flux.version}`,
    `--components=${track.flux.components.join(',')}`,
    `--url=${url}`,
    `--branch=${branch}`,
    `--path=${path === '.' ? 'flux' : `${path}/flux`}`,
    `--kubeconfig=${access.kubeconfig}`,
    ...(access.context === undefined ? [] : [`--context=${access.context}`]),
    ...(keyFile === undefined ? [] : [`--private-key-file=${keyFile}`, '--silent']),
  ];
}

/** @throws FluxCliError unless flux of exactly the track's version is on PATH: another one would change what is installed */
export async function mustHaveFlux({ track }: Cluster): Promise<void> {
  const { code, output } = await runProgram('flux', ['version', '--client'], { env: process.env });
  const version = /v?(\d+\.\d+\.\d+)/.exec(output)?.[1];
  const wanted = track.flux.version;
  if (code === 0 && version === wanted) return;
  const found = code === undefined ? 'flux is not on PATH' : `flux on PATH is ${version ?? 'of an unknown version'}`;
  throw new FluxCliError(
    `${found}; the track has ${wanted}`,
    `Get it from https://github.com/fluxcd/flux2/releases/tag/v${wanted} and put it on PATH.`,
  );
}
