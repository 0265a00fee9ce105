import { capacityOf } from '../../../lib/check/capacity/usage.ts';
import type { World, WorldProps } from '../../../lib/check/world.ts';
import type { NodeFacts, ResolvedFacts } from '../../../lib/core/facts.ts';
import { worldOf } from '../world-of.ts';

export const GIB = 2 ** 30;
export const GROUP = { name: 'data', deviceClass: 'ssd', sizeGiB: 100, spareGiB: 10 };
export const NODE = { name: 'node', cores: 4, memoryGiB: 16, rootGiB: 50, volumeGroups: [GROUP] };

export function factsOf(...nodes: readonly NodeFacts[]): ResolvedFacts {
  return {
    name: 'lab',
    nodes: nodes as ResolvedFacts['nodes'],
    domain: 'lab.example.com',
    dns: { zone: 'lab-example-com', project: 'home-lab' },
    acme: { email: 'owner@example.com', environment: 'staging' },
    objectStorage: { bucket: 'bucket' },
    tailnet: 'tailnet.example',
    git: { url: 'ssh://git@example.com/lab.git', branch: 'main', path: '.' },
  };
}

/** A world on one node of four cores, 16 GiB, 50 GiB of root file system and a volume group of 100 GiB less 10. */
export function lab(yaml: string, props: Partial<WorldProps> = {}): World {
  return worldOf(yaml, { facts: factsOf(NODE), ...props });
}

export interface Container {
  readonly requests?: string;
  readonly limits?: string;
  readonly more?: string;
}

export function container({ requests = '', limits = '', more = '' }: Container): string {
  return `{ name: main, image: 'a:1', resources: { requests: { ${requests} }, limits: { ${limits} } }${more} }`;
}

export function workload(kind: string, requests: string, more = '', pod = ''): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${kind.toLowerCase()}, namespace: apps }
spec: { ${more}template: { metadata: { labels: { app: a } }, spec: { ${pod}containers: [${container({ requests })}] } } }
---
`;
}

export function claim(name: string, size: string, storageClass = 'storageClassName: topolvm-provisioner, '): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: apps }
spec: { ${storageClass}accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } } }
---
`;
}

export function service(name: string, spec: string, annotations = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: apps, annotations: { ${annotations} } }
spec: { ${spec} }
---
`;
}

export function storageClass(deviceClass: string, more = ''): string {
  return `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: own${more} }
provisioner: topolvm.io
parameters: { topolvm.io/device-class: ${deviceClass} }
---
`;
}

export const POOL = `apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: home, namespace: metallb-system }
spec: { addresses: [192.168.1.240-192.168.1.245, 10.0.5.0/28] }
---
`;

export function requested(yaml: string): { readonly cpu: number; readonly memory: number; readonly pods: number } {
  const empty = capacityOf(lab('')).requests;
  const { cpu, memory, pods } = capacityOf(lab(yaml)).requests;
  return { cpu: cpu - empty.cpu, memory: memory - empty.memory, pods: pods - empty.pods };
}
