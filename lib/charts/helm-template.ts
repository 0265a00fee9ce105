import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ProgramResult, runProgram } from '../tools/run-program.ts';

/** What Helm is asked to render. */
export interface HelmTemplate {
  /** Path of a chart's archive or folder. */
  readonly archive: string;
  readonly release: string;
  readonly namespace: string;
  /** Values as text that is both JSON and YAML. */
  readonly values: string;
  /** Version of Kubernetes: `1.27.0`. */
  readonly kubernetes: string;
  readonly apiVersions: readonly string[];
  /** Whether what is in `crds/` folders is printed too. */
  readonly crds: boolean;
}

/** No release comes near: Kubernetes keeps one in a Secret of at most 1 MiB, compressed. */
const MOST_OUTPUT = 128 * 1024 * 1024;

/** A rendering lives for a quarter of a second: its garbage is left lying, up to a limit, which saves a quarter of the processor's time. */
const GARBAGE = { GOGC: 'off', GOMEMLIMIT: '512MiB' };

/** Runs `helm template`, which reaches neither a cluster nor a network for a chart on this machine. */
export function runHelmTemplate(helm: string, asked: HelmTemplate, timeout: number): Promise<ProgramResult> {
  const args = [
    'template',
    `--namespace=${asked.namespace}`,
    `--kube-version=${asked.kubernetes}`,
    ...asked.apiVersions.map((version) => `--api-versions=${version}`),
    ...(asked.crds ? ['--include-crds'] : []),
    // Values may hold what other users of this machine must not read: neither a file nor the list of processes shows a pipe.
    '--values=-',
    '--',
    asked.release,
    resolve(asked.archive),
  ];
  return runProgram(helm, args, { env: helmEnvironment(), input: asked.values, timeout, mostOutput: MOST_OUTPUT });
}

/** Values as Helm reads them: JSON, with the characters escaped that YAML does not take as they are. */
export function valuesText(values: unknown): string {
  return JSON.stringify(values ?? {}).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Nothing of the user: a plugin, a configuration or a variable of theirs would make another rendering. */
function helmEnvironment(): NodeJS.ProcessEnv {
  const nowhere = join(tmpdir(), 'hensteeth-no-helm-home');
  const home = Object.fromEntries(
    ['HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'HELM_DATA_HOME', 'HELM_PLUGINS', 'HOME'].map((name) => [name, nowhere]),
  );
  return { ...home, ...GARBAGE, KUBECONFIG: join(nowhere, 'kubeconfig'), TMPDIR: tmpdir() };
}
