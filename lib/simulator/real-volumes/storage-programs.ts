import { join } from 'node:path';
import { resolveTool } from '../../tools/resolve.ts';
import type { Tool } from '../../tools/tool.ts';

/** Programs that make real volumes. */
export interface StoragePrograms<T> {
  /** topolvm-controller, topolvm-node and lvmd in one executable. */
  readonly topolvm: T;
  readonly csiProvisioner: T;
}

/** The programs, built from modules below the project's root. TopoLVM is a newer one than the track's: what it does with volumes is the same. */
export function storageTools(root: string): StoragePrograms<Tool> {
  const module = (name: string) => join(root, 'lib/tools/go', name);
  return {
    topolvm: {
      name: 'hypertopolvm',
      version: '0.41.0',
      package: 'github.com/topolvm/topolvm/cmd/hypertopolvm',
      module: module('topolvm'),
      releases: 'https://github.com/topolvm/topolvm',
    },
    csiProvisioner: {
      name: 'csi-provisioner',
      version: '5.3.0',
      package: 'github.com/kubernetes-csi/external-provisioner/v5/cmd/csi-provisioner',
      module: module('csi-provisioner'),
      releases: 'https://github.com/kubernetes-csi/external-provisioner',
    },
  };
}

/** Paths of the programs, built when they are not there. @throws ToolError */
export async function storagePrograms(
  root: string,
  onProgress: (line: string) => void,
): Promise<StoragePrograms<string>> {
  const { topolvm, csiProvisioner } = storageTools(root);
  const [topolvmPath, provisionerPath] = await Promise.all(
    [topolvm, csiProvisioner].map((tool) => resolveTool(tool, { onProgress })),
  );
  return { topolvm: topolvmPath!, csiProvisioner: provisionerPath! };
}
