import type { Manifest } from '../core/manifest.ts';
import { adoptedName } from './adopt.ts';
import type { PlannedVolume } from './plan.ts';
import { HOLD, TOPOLVM } from './topolvm-objects.ts';

/** The LogicalVolume that the old volume becomes: held, so that TopoLVM makes no empty one for it. */
export function heldObject({ claim }: PlannedVolume, node: string, bytes: number): Manifest {
  const name = adoptedName(claim);
  return {
    apiVersion: TOPOLVM,
    kind: 'LogicalVolume',
    metadata: { name, annotations: { [HOLD]: 'hensteeth' } },
    spec: { name, nodeName: node, deviceClass: claim.deviceClass, size: String(bytes) },
  };
}

/** The PersistentVolume that waits for the claim. It names no UID, so that a claim made later is bound to it. */
export function waitingVolume({ claim, fsType }: PlannedVolume, node: string, handle: string, bytes: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: adoptedName(claim), annotations: { 'pv.kubernetes.io/provisioned-by': 'topolvm.io' } },
    spec: {
      capacity: { storage: String(bytes) },
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: claim.storageClass,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: claim.namespace, name: claim.name },
      csi: { driver: 'topolvm.io', volumeHandle: handle, fsType: fsType ?? claim.fsType ?? 'ext4' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.topolvm.io/node', operator: 'In', values: [node] }] },
          ],
        },
      },
    },
  };
}
