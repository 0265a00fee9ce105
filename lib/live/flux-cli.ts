import type { Cluster } from '../core/cluster.ts';
import { AGE_SECRET, FLUX_NAMESPACE } from '../core/flux-objects.ts';
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

/** A kubeconfig, and a context in it. */
export interface Access {
  readonly kubeconfig: string;
  /** `undefined` for the current one. */
  readonly context: string | undefined;
}

/**
 * Arguments of `flux bootstrap git` for a lab. They name the versions, so that another flux command would install the same.
 *
 * @param keyFile private key that may push to the repository; without it flux makes one and asks to register it
 */
export function bootstrapArguments({ facts, track }: Cluster, access: Access, keyFile?: string): string[] {
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

/** Every command that a bootstrap is, as it could be typed. */
export function bootstrapCommands({ kubeconfig, context }: Access, age: string, args: readonly string[]): string[] {
  const kubectl = `kubectl --kubeconfig ${kubeconfig}${context === undefined ? '' : ` --context ${context}`}`;
  const apply = `--dry-run=client -o yaml | ${kubectl} apply -f -`;
  return [
    `${kubectl} create namespace ${FLUX_NAMESPACE} ${apply}`,
    `${kubectl} -n ${FLUX_NAMESPACE} create secret generic ${AGE_SECRET} --from-file=age.agekey=${age} ${apply}`,
    `flux ${args.join(' ')}`,
    `${kubectl} -n ${FLUX_NAMESPACE} wait kustomization --all --for=condition=Ready --timeout=30m`,
  ];
}
