import { join } from 'node:path';
import type { Tool } from '../tools/tool.ts';

/** Programs of the simulator: those that a track has a version of. */
export interface Programs<T> {
  /** etcd, kube-apiserver, kube-controller-manager and kube-scheduler in one executable. */
  readonly controlPlane: T;
  readonly sourceController: T;
  readonly kustomizeController: T;
  readonly helmController: T;
  /** Simulates nodes and what runs on them. */
  readonly kwok: T;
}

const MODULES = 'lib/tools/go';
const FLUX = 'https://github.com/fluxcd';
/** Folder beside a controller with the definitions of its kinds. */
export const DEFINITIONS = 'crds';
/** Folder beside kwok with the stages that nodes and pods go through. */
export const STAGES = 'stages';

/** The programs of a track, built from modules below the project's root; `undefined` for a track without a simulator. */
export function programsOf(track: string, root: string): Programs<Tool> | undefined {
  if (track !== '1.27') return undefined;
  const module = (name: string) => join(root, MODULES, name);
  const controller = (name: string, version: string): Tool => {
    const source = `github.com/fluxcd/${name}`;
    return {
      name,
      version,
      package: source,
      module: module(name),
      files: { [DEFINITIONS]: [source, 'config/crd/bases'] },
      releases: `${FLUX}/${name}`,
    };
  };
  return {
    controlPlane: {
      name: 'control-plane',
      version: '1.27.4',
      package: '.',
      module: module('control-plane'),
      // The API server tells the second, Helm reads what it tells.
      variables: Object.fromEntries(
        ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((place) => [
          [`${place}.gitVersion`, 'v1.27.4'],
          [`${place}.gitMajor`, '1'],
          [`${place}.gitMinor`, '27'],
        ]),
      ),
      releases: 'https://github.com/kubernetes/kubernetes',
    },
    sourceController: controller('source-controller', '1.2.3'),
    kustomizeController: controller('kustomize-controller', '1.7.3'),
    helmController: controller('helm-controller', '0.37.2'),
    kwok: {
      name: 'kwok',
      version: '0.8.0',
      package: 'sigs.k8s.io/kwok/cmd/kwok',
      module: module('kwok'),
      files: { [STAGES]: ['sigs.k8s.io/kwok', 'kustomize/stage'] },
      releases: 'https://github.com/kubernetes-sigs/kwok',
    },
  };
}
