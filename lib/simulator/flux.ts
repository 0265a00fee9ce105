import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Api } from '../live/api.ts';
import { freePorts } from './ports.ts';
import type { Processes } from './processes.ts';
import { DEFINITIONS, type Programs } from './programs.ts';

/** Names of Flux's programs among those of a simulation. */
export const CONTROLLERS = ['source-controller', 'kustomize-controller', 'helm-controller'] as const;

/** Folder with what source-controller has fetched. */
export const ARTIFACTS = 'artifacts';

/** kustomize-controller 1.7 watches these at v1, which Flux 2.2 does not serve yet: both versions have one form. */
const LATER = new Set(['Bucket', 'OCIRepository']);
/** Milliseconds between looks at whether definitions are served. */
const PAUSE = 100;
const PATIENCE = 30_000;

interface Definition extends Manifest {
  readonly spec: { readonly names: { readonly kind: string }; readonly versions: readonly Version[] };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
}

/**
 * Puts Flux's definitions and namespace into the cluster, then starts its controllers: one that starts before its kinds are
 * served ends.
 *
 * @param storage port where artifacts are offered: what a datastore has kept of a source names it
 * @throws Error when the API server does not serve the definitions in time
 */
export async function startFlux(
  programs: Programs<string>,
  folder: string,
  kubeconfig: string,
  api: Api,
  processes: Processes,
  storage: number,
): Promise<void> {
  const controllers = [programs.sourceController, programs.kustomizeController, programs.helmController];
  const definitions = controllers.flatMap(definitionsOf);
  await Promise.all(definitions.map((definition) => api.apply(definition)));
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: FLUX_NAMESPACE } });
  await Promise.all(definitions.map(({ metadata: { name } }) => untilServed(api, name)));
  const artifacts = join(folder, ARTIFACTS);
  mkdirSync(artifacts, { recursive: true });
  const ports = await freePorts(2 * CONTROLLERS.length);
  const common = [
    '--enable-leader-election=false',
    '--events-addr=',
    '--watch-all-namespaces=true',
    '--log-level=info',
  ];
  const own: readonly (readonly string[])[] = [
    [`--storage-path=${artifacts}`, `--storage-addr=127.0.0.1:${storage}`, `--storage-adv-addr=127.0.0.1:${storage}`],
    // Every edge would cost half a minute otherwise.
    ['--requeue-dependency=2s', '--concurrent=20'],
    ['--requeue-dependency=2s', '--concurrent=20'],
  ];
  for (const [i, name] of CONTROLLERS.entries()) {
    const addresses = [`--health-addr=127.0.0.1:${ports[2 * i]}`, `--metrics-addr=127.0.0.1:${ports[2 * i + 1]}`];
    processes.start(name, {
      path: controllers[i]!,
      args: [...common, ...addresses, ...own[i]!],
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: FLUX_NAMESPACE },
    });
  }
}

/** Definitions that lie beside a controller. */
function definitionsOf(controller: string): Definition[] {
  const folder = join(dirname(controller), DEFINITIONS);
  return readdirSync(folder)
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => document.toJS() as Definition)
    .filter((definition) => definition?.kind === 'CustomResourceDefinition')
    .map(withLater);
}

function withLater(definition: Definition): Definition {
  const { names, versions } = definition.spec;
  const newest = versions.find(({ storage }) => storage);
  if (!LATER.has(names.kind) || !newest || versions.some(({ name }) => name === 'v1')) return definition;
  const later = { ...newest, name: 'v1', storage: false };
  return { ...definition, spec: { ...definition.spec, versions: [...versions, later] } };
}

async function untilServed(api: Api, name: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const live = await api.get('apiextensions.k8s.io/v1', 'CustomResourceDefinition', name);
    const { conditions } = (live?.status ?? {}) as { conditions?: readonly { type: string; status: string }[] | null };
    if (conditions?.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (Date.now() > end) throw new Error(`the API server does not serve ${name} after ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
