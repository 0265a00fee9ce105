/** One way to lose the data of a lab, and what stands in the way. */
export interface WayToLose {
  /** What is done, or happens. */
  readonly way: string;
  /** What it does to the volumes. */
  readonly what: string;
  /** Rules of the check that tell it before. */
  readonly rules?: readonly string[];
  /** Code that does not do it, or refuses it; files of the project. */
  readonly guards?: readonly string[];
  /** What a person must do, or leave, where no code can. */
  readonly onlyYou?: string;
}

const ALLOWED = 'lib/volumes/allowed-commands.ts';
const LVM = 'lib/volumes/lvm.ts';

/** What a commit, or Flux by itself, can do. */
export const waysOfGit: readonly WayToLose[] = [
  {
    way: 'a namespace, claim, volume, storage class or definition is no longer rendered: removed, renamed, commented out',
    what: 'Flux deletes it; with a namespace go all claims in it, with a definition all objects of its kind',
    rules: ['prune-data', 'change-data-removed'],
    guards: ['lib/core/render.ts', 'lib/core/data-bearing.ts'],
  },
  {
    way: 'the release of TopoLVM is no longer rendered, or its layer is gone',
    what: 'Flux uninstalls it: the definition of LogicalVolume goes, every LogicalVolume with it, and TopoLVM removes each disk',
    rules: ['prune-release', 'change-data-removed'],
    guards: ['lib/platform/topolvm.ts'],
  },
  {
    way: 'TopoLVM is uninstalled: by `helm uninstall`, by deleting the HelmRelease, or by Flux after a failed installation',
    what: 'as above; the chart does not keep its definition, a patch behind the rendering does',
    rules: ['release-definition', 'release-uninstall'],
    guards: ['lib/platform/topolvm.ts', 'lib/simulator/faults/release-removed.ts'],
  },
  {
    way: '`useLegacy` of TopoLVM is changed',
    what: 'Helm deletes the definition that all volumes are written in',
    rules: ['change-topolvm-api', 'release-definition'],
  },
  {
    way: 'a release that makes a claim is removed, renamed or moved, or its installation fails',
    what: 'Helm deletes the claim; the next one gets an empty volume, also where the old one was just given back',
    rules: ['release-claim', 'change-release-name'],
    guards: [
      'lib/platform/monitoring/grafana.ts',
      'lib/platform/monitoring/thanos.ts',
      'lib/simulator/faults/release-removed.ts',
    ],
  },
  {
    way: 'a failed upgrade uninstalls the release (`upgrade.remediation.strategy: uninstall`)',
    what: 'what the chart made and does not keep goes',
    rules: ['release-uninstall', 'release-claim'],
  },
  {
    way: '`upgrade.force` on a release with a claim',
    what: 'the API server refuses the claim: every upgrade fails and is remedied',
    rules: ['release-force'],
  },
  {
    way: '`force` on a Kustomization or an object with data',
    what: 'Flux deletes it and makes it anew when a fixed field changes',
    rules: ['force-data'],
  },
  {
    way: 'a storage class with reclaim policy Delete, or none, which means the same',
    what: 'with the claim goes the disk, at once',
    rules: ['storage-reclaim'],
    guards: ['lib/platform/topolvm.ts'],
  },
  {
    way: '`persistentVolumeClaimRetentionPolicy` with Delete',
    what: 'claims go when their set is deleted, renamed or made smaller',
    rules: ['claim-retention'],
  },
  {
    way: 'a claim is made smaller',
    what: 'refused by the API server; whoever deletes it to get it through loses the data',
    rules: ['change-shrink'],
  },
  {
    way: 'the device class of a storage class moves to another volume group, or is gone',
    what: 'nothing is deleted; TopoLVM finds no volume any more, and no pod that uses one starts',
    rules: ['change-volume-group', 'change-immutable', 'capacity-device-class'],
  },
  {
    way: 'a volume group or thin pool is filled',
    what: 'a full thin pool fails all writes at once; in a full group there is no room for a snapshot or a swap',
    rules: ['capacity-volume-group', 'volume-group-spare', 'thin-pool-unwatched'],
    guards: ['lib/platform/monitoring/rules.ts'],
  },
  {
    way: 'an older image or chart over newer data, or a major step',
    what: 'the files may be unreadable to the older program, or converted for good',
    rules: ['change-downgrade', 'change-major-image', 'change-major'],
  },
];

/** What a person, the machine or the installer can do. */
export const waysOfHand: readonly WayToLose[] = [
  {
    way: '`microk8s reset`',
    what: 'it deletes every claim and every definition in every namespace while TopoLVM still runs, and destroys storage by default',
    onlyYou:
      'never type it here. Nothing on this road needs it; the volumes of class Retain would survive the claims, but not their definition',
  },
  {
    way: '`kubectl delete` of a LogicalVolume, of its definition, or of a claim',
    what: 'TopoLVM runs lvremove on the volume with the name of the object; Retain keeps that of a claim',
    guards: ['lib/volumes/adopt.ts'],
    onlyYou:
      'delete none by hand. What this project deletes on the way back is held before, and no volume has its name',
  },
  {
    way: '`kubectl delete node`',
    what: 'TopoLVM deletes the claims and LogicalVolumes of the node',
    onlyYou: 'never to make a node come back: start the machine, or reinstall it, under the same name',
  },
  {
    way: '`snap remove microk8s` while a volume is mounted below kubelet',
    what: "the tree is deleted, and with a mount that could not be let go what is mounted in it; with the tree go the witnesses in kubelet's folder",
    onlyYou:
      'collect first; then `sudo microk8s stop`, and see that `findmnt | grep kubelet/pods` prints nothing; restart the machine if it does',
  },
  {
    way: '`rm -rf` below `/var/snap/microk8s/common/var/lib/kubelet/pods`',
    what: 'it deletes the files in every volume that is still mounted there',
    onlyYou: 'delete nothing there, ever; kubelet tidies up by itself',
  },
  {
    way: 'the installer runs again over the disk with the volume group',
    what: 'a wipe of the disk, the partition or the group takes all volumes',
    rules: ['install-wipe', 'install-disk'],
    guards: ['lib/node/storage.ts', 'lib/node/image-files.ts', 'lib/node/files/guard.sh'],
  },
  {
    way: 'a second disk with a volume group is attached anew, or blank',
    what: 'a group made over an older one would take it along',
    guards: ['lib/node/files/first-boot.sh', 'lib/node/files/disk.sh'],
  },
  {
    way: '`lvremove`, `lvreduce`, `vgremove`, `mkfs`, `wipefs`, `dd` on the machine',
    what: 'the data is gone, or the file system is cut',
    guards: [ALLOWED, LVM, 'test/volumes/lvm.test.ts'],
    onlyYou:
      'no command of this project forms one of them, whatever the plan says. Do not type one before `volumes verify` is clean',
  },
  {
    way: 'a script that cleans up "orphaned" volumes, by names that look like UUIDs',
    what: 'after a wreck every old volume looks like an orphan',
    onlyYou: 'run none before `volumes verify` is clean. The tags say whose a volume is: `sudo lvs -o lv_name,lv_tags`',
  },
  {
    way: 'a backup tool puts LogicalVolume objects back without their status',
    what: 'TopoLVM makes a new, empty volume for each at once',
    guards: ['lib/volumes/adopt-objects.ts'],
    onlyYou: 'leave LogicalVolumes and PersistentVolumes out of what Velero and its like restore',
  },
  {
    way: 'the wrong volume is given to a claim',
    what: 'an app writes into the data of another',
    guards: ['lib/volumes/match.ts', 'test/volumes/match.test.ts'],
    onlyYou:
      'answer the questions of the plan only with what you know; `--assign none=NAMESPACE/CLAIM` is an answer, too',
  },
  {
    way: 'a run of `volumes apply` is cut: power, network, Ctrl-C',
    what: 'nothing: it looks anew at every step, and goes on or back',
    guards: ['lib/volumes/apply.ts', 'test/volumes/apply.e2e.ts'],
  },
  {
    way: 'the file of `dbctl backup` is renamed before it is restored',
    what: 'the restore says that it processed 0 entries, and ends as if all were well',
    onlyYou: 'restore it under the name that it was made with, and look at the number of entries',
  },
  {
    way: 'the age key is lost',
    what: 'no secret and no backup can be opened any more',
    guards: ['lib/secrets/key-file.ts'],
    onlyYou: 'keep a copy outside of this house; `secrets init --recipient` adds a second key',
  },
  {
    way: 'the disk itself dies',
    what: 'every volume on it is gone, and no strategy here brings it back',
    onlyYou: 'backups of the content (not of the datastore alone), elsewhere, restored once to see that they can be',
  },
];
