import type { RuleDoc } from '../rule.ts';

/** An object that a chart makes, then the release that makes it. */
const madeBy = (claim: string, spec: string): string => `# made by: photos/photos
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: photos, namespace: photos${claim} }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } } }
# file: dist/photos/helmrelease-photos.yaml
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: photos, namespace: photos }
spec:
  chart: { spec: { chart: photos } }${spec}`;

const KEPT = ', annotations: { helm.sh/resource-policy: keep }';

const topolvm = (spec: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: topolvm, namespace: topolvm-system }
spec:
  chart: { spec: { chart: topolvm } }
${spec}`;

const KEEP_DEFINITION = `  postRenderers:
    - kustomize:
        patches:
          - target: { kind: CustomResourceDefinition }
            patch: |
              apiVersion: apiextensions.k8s.io/v1
              kind: CustomResourceDefinition
              metadata:
                name: any
                annotations: { helm.sh/resource-policy: keep }`;

const deviceClass = (more: string): string =>
  topolvm(`  values:\n    lvmd: { deviceClasses: [{ name: ssd, volume-group: vg0, ${more} }] }`);

const forced = (force: boolean): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { interval: 10m, path: ./dist/test, prune: false, force: ${force}, sourceRef: { kind: GitRepository, name: flux-system } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: photos, namespace: default }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } } }`;

/** What the rules mean that keep data through what Helm, Flux, LVM and the installer do by themselves. */
export const guardDocs: readonly RuleDoc[] = [
  {
    code: 'release-claim',
    family: 'data',
    severity: 'warning',
    title: 'A claim that a chart makes goes with its release',
    meaning:
      'Helm deletes the claim when the release is removed from git or renamed, and Flux uninstalls by itself when an installation fails. With reclaim policy `Retain` the volume stays, but the next claim gets a new, empty one; so does an old volume that was just given back. `helm.sh/resource-policy: keep` on the claim makes Helm leave it. Claims of a StatefulSet are none of the chart: they stay. A claim whose data may go says so with the annotation `scratch.hensteeth/reason`.',
    bad: madeBy('', ''),
    good: madeBy(KEPT, ''),
    mistakes: [20],
  },
  {
    code: 'release-force',
    family: 'data',
    severity: 'warning',
    title: 'Helm is told to replace whole objects of a release with a claim',
    meaning:
      'With `force` Helm sends each object whole instead of what changed. A claim then lacks what the cluster filled in, such as the name of its volume, which the API server refuses: every upgrade fails, and what remediation does comes next.',
    bad: madeBy(KEPT, '\n  upgrade: { force: true }'),
    good: madeBy(KEPT, ''),
    mistakes: [56],
  },
  {
    code: 'release-definition',
    family: 'data',
    severity: 'error',
    title: 'An uninstall of TopoLVM deletes its logical volumes',
    meaning:
      "TopoLVM's chart has the definition of LogicalVolume among its templates, so that Helm deletes it with the release: by hand, by a prune, or when Flux gives up on an installation. Every LogicalVolume goes with it, and TopoLVM removes the disk of each. No value of the chart keeps it; a patch behind the rendering does.",
    bad: topolvm('  install: { remediation: { retries: 3 } }'),
    good: topolvm(KEEP_DEFINITION),
    mistakes: [20],
  },
  {
    code: 'force-data',
    family: 'data',
    severity: 'error',
    title: 'Flux would delete data and make its object anew',
    meaning:
      'Without `force` a change of a fixed field is refused, and nothing happens. With it Flux deletes the object and applies it anew: a claim then gets an empty volume, and a definition comes back without its objects.',
    bad: forced(true),
    good: forced(false),
    mistakes: [56],
  },
  {
    code: 'volume-group-spare',
    family: 'data',
    severity: 'warning',
    title: 'TopoLVM may fill a volume group to the last extent',
    meaning:
      'What is spared is the room for a snapshot before a risky repair, and for the empty new volumes that old ones are swapped with after a wreck. A volume group without room leaves only the strategies that need none.',
    bad: `${deviceClass('spare-gb: 0')}\n${KEEP_DEFINITION}`,
    good: `${deviceClass('spare-gb: 10')}\n${KEEP_DEFINITION}`,
    mistakes: [58],
  },
  {
    code: 'thin-pool-unwatched',
    family: 'data',
    severity: 'warning',
    title: 'A thin pool promises more than it has, and nobody watches it',
    meaning:
      'A thin pool with an overprovision ratio above 1 fills up although every claim was granted. Writes to all of its volumes fail then, at once, and file systems may be damaged. An alert on `topolvm_thinpool_data_percent` tells it in time.',
    bad: `${deviceClass('type: thin, thin-pool: { name: pool0, overprovision-ratio: 5.0 }')}\n${KEEP_DEFINITION}`,
    good: `${deviceClass('type: thin, thin-pool: { name: pool0, overprovision-ratio: 1.0 }')}\n${KEEP_DEFINITION}`,
    mistakes: [58],
  },
  {
    code: 'install-disk',
    family: 'data',
    severity: 'warning',
    title: 'The disk to install on is told by its size, and there is a disk with volumes beside it',
    meaning:
      'The largest or smallest disk is another one as soon as a disk is added, replaced or broken. The guard in the installer refuses a disk that is not blank or not in the layout of this project, so that nothing is lost; but the machine is not installed either, at the worst of times.',
    bad: "// in main.ts\nmachine: { disk: { size: 'smallest' }, ... }, volumeGroups: [system, { ..., disk: { serial: 'S1' } }]",
    good: "// in main.ts\nmachine: { disk: { serial: 'S0' }, ... }, volumeGroups: [system, { ..., disk: { serial: 'S1' } }]",
    mistakes: [],
  },
  {
    code: 'install-wipe',
    family: 'data',
    severity: 'error',
    title: 'The answers for the installer would lose volumes',
    meaning:
      'What `hensteeth node image` writes is judged before it is written: no disk is wiped as a whole, no disk is named that the guard has not looked at, only the file systems of EFI, boot and root are made new, and with `--reinstall` every partition, volume group and volume is preserved. This is told when `lib/node/storage.ts` was changed.',
    bad: "// in lib/node/storage.ts\n{ type: 'disk', id: 'disk', path: SYSTEM_DISK, ptable: 'gpt', wipe: 'superblock-recursive', preserve: false }",
    good: "// in lib/node/storage.ts\n{ type: 'disk', id: 'disk', path: SYSTEM_DISK, ptable: 'gpt', preserve: reinstall }",
    mistakes: [],
  },
];
