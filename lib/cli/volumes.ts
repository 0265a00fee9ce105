import { Command } from 'commander';
import { AGE_KEY } from './age-key-option.ts';
import type { Context, ExitCode } from './context.ts';
import { withLiveOptions } from './live-options.ts';
import type { ApplyOptions } from './volumes-apply-run.ts';
import type { CollectOptions } from './volumes-collect-run.ts';
import type { MapOptions } from './volumes-map-run.ts';
import type { PlanOptions } from './volumes-plan-run.ts';
import { verifyCommand } from './volumes-verify.ts';

/** `hensteeth volumes`. */
export function volumesCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('volumes')
    .description('which claim lives on which logical volume, and how it is given back after a wreck')
    .addCommand(mapCommand(context, end))
    .addCommand(collectCommand(context, end))
    .addCommand(planCommand(context, end))
    .addCommand(applyCommand(context, end))
    .addCommand(verifyCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes map                             which claim lives on which volume
  npx hensteeth volumes collect --ssh owner@hensteeth   after a wreck, before anything is installed anew
  npx hensteeth volumes plan                            what is given back to whom, and how
  npx hensteeth volumes collect --help                  its options`,
    );
}

function collectCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('collect')
    .description('gather every witness of which claim a volume belonged to; only reads, and needs no API server')
    .option('--ssh <target>', 'the machine, as ssh knows it: owner@hensteeth; this one without it')
    .option('--ssh-config <file>', "configuration of ssh in place of the user's own")
    .option('--out <file>', 'where to write', 'volume-evidence.json')
    .option('--kubelet-dir <folder>', "kubelet's folder; that of MicroK8s without it")
    .option('--hashes', 'read all data of every volume that nothing uses, for volumes verify to compare with')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes collect --ssh owner@hensteeth    writes volume-evidence.json here
  sudo npx hensteeth volumes collect                     on the machine itself
  npx hensteeth volumes collect --ssh owner@hensteeth --hashes
                                                         reads all data: stop MicroK8s first; an hour for 500 GiB at 150 MB/s

Run it before MicroK8s is removed: its kubelet folder says which pod had which volume, and goes with it.
The format is described by docs/volume-evidence.schema.json.

Exit: 0 written, 1 written, but some witness could not be heard, 2 LVM did not answer`,
    )
    .action(async (options: CollectOptions) => {
      const { runVolumesCollect } = await import('./volumes-collect-run.ts');
      end(await runVolumesCollect(context, options));
    });
}

function mapCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('map')
    .description('which claim lives on which logical volume, from the running cluster')
    .option('--write-tags', 'write it onto the volumes as LVM tags: over --ssh, else the lines to run are printed')
    .option('--out <file>', 'write the map into a file')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes map                                         claim, volume, size
  npx hensteeth volumes map --write-tags --ssh owner@hensteeth      the volumes say themselves whose they are
  npx hensteeth volumes map --out volumes.json                      the map, to be kept elsewhere

A volume that its claim has left is tagged k8s.released, so that it is not taken for the claim's data.

Exit: 0 all fits together, 1 something does not, 2 the cluster or the machine cannot be reached, or is another one`,
    )
    .action(async (options: MapOptions) => {
      const { runVolumesMap } = await import('./volumes-map-run.ts');
      end(await runVolumesMap(context, options));
    });
  return withLiveOptions(command);
}

function planCommand(context: Context, end: (code: ExitCode) => void): Command {
  const more = (value: string, all: readonly string[]) => [...all, value];
  return new Command('plan')
    .description('match old volumes to the claims of the lab, and say what would be done; touches nothing')
    .option('--evidence <file>', 'what volumes collect wrote', 'volume-evidence.json')
    .option(
      '--assign <old=claim>',
      "a volume, by UUID or name, is that of NAMESPACE/CLAIM; 'none' for a claim that starts empty",
      more,
      [],
    )
    .option('--map <file>', 'a map kept elsewhere, as volumes map wrote it', more, [])
    .option('--now <file>', 'the map of the new cluster, where the lab is deployed again')
    .option('--cluster <uid>', 'UID of kube-system of the lost cluster; that of cluster.json without it')
    .option('--datastore-backup <file>', 'a backup of the datastore; a fresh one gives all back at once')
    .option('--mirror <folder>', 'folder of chart archives; charts.lock.json knows the claims without it')
    .option('--out <file>', 'write the plan into a file')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes plan --out plan.json                             from volume-evidence.json
  npx hensteeth volumes plan --assign 4f1c...=media/data-pg-0            the owner knows more
  npx hensteeth volumes plan --now volumes.json                          the lab is deployed again, with empty volumes

A claim gets a volume when two witnesses agree: tags or a map that name it, and LVM or kubelet that say it was still so.
Everything else is asked, with the line that answers.

Exit: 0 every claim has its volume and every condition holds, 1 something is asked or does not hold, 2 it cannot be read`,
    )
    .action(async (options: PlanOptions) => {
      const { runVolumesPlan } = await import('./volumes-plan-run.ts');
      end(await runVolumesPlan(context, options));
    });
}

function applyCommand(context: Context, end: (code: ExitCode) => void): Command {
  const more = (value: string, all: readonly string[]) => [...all, value];
  const command = new Command('apply')
    .description('give volumes back as the plan says; goes on from wherever an earlier run was cut')
    .option('--plan <file>', 'what volumes plan wrote', 'plan.json')
    .option('--only <claim>', 'NAMESPACE/CLAIM; all of the plan without it', more, [])
    .option('--yes', 'do it; without it, only what would be next is told')
    .option(...AGE_KEY)
    .option('--back', 'take back what was done: an adoption until its claim is bound, a swap at any time')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes apply --ssh owner@hensteeth              what would be next for each volume
  npx hensteeth volumes apply --ssh owner@hensteeth --yes        do it; again after a cut, it goes on
  npx hensteeth volumes apply --ssh owner@hensteeth --yes --back

Where it is follows from what is seen alone: nothing is remembered between two runs. Volumes are told by their UUIDs.
  adopt    before the app is deployed, the old volume becomes that of a new LogicalVolume
  swap     the app runs on an empty volume: it is scaled to 0, and the old volume takes the place; the empty one stays beside it
  restore  the backup of the plan is put back, and every claim is looked at; it brings the old certificates back, too:
           run npx hensteeth kubeconfig, and this again
  copy     the files of the old volume, which is only read, go into the new one, while the app is scaled to 0
An app runs again once every volume of its layer is given back, so that none starts with one of two.

Exit: 0 every volume is given back, 1 some are not yet, 2 the cluster or the machine cannot be reached, or the plan cannot be read`,
    )
    .action(async (options: ApplyOptions) => {
      const { runVolumesApply } = await import('./volumes-apply-run.ts');
      end(await runVolumesApply(context, options));
    });
  return withLiveOptions(command);
}
