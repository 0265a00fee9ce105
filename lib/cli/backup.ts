import { Command } from 'commander';
import { AGE_KEY } from './age-key-option.ts';
import type { ListOptions, RestoreOptions, RunOptions, SetupOptions, ShowOptions } from './backup-run.ts';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth backup`. */
export function backupCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('backup')
    .description("the cluster's state, encrypted and kept elsewhere: datastore, certificates, map of volumes")
    .addCommand(setupCommand(context, end))
    .addCommand(runCommand(context, end))
    .addCommand(listCommand(context, end))
    .addCommand(showCommand(context, end))
    .addCommand(restoreCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup setup --ssh owner@hensteeth --account key.json   once, and after each change of backup in main.ts
  npx hensteeth backup list --ssh owner@hensteeth                       what is there, how old, and whether it is good
  npx hensteeth backup show --account key.json                          open the newest and compare every sum
  npx hensteeth backup restore NAME --account key.json --ssh owner@hensteeth --yes

The node makes one every night. What is in the volumes is not in it.`,
    );
}

function setupCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('setup')
    .description('put the program for tags and backups onto a running node, with its settings and timers')
    .argument('[node]', 'name of the node in main.ts; may be left out where there is one')
    .option('--account <file>', "JSON key of Google's service account, for a bucket; goes to the node alone")
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup setup --ssh owner@hensteeth --account key.json
  npx hensteeth backup setup --ssh owner@hensteeth                     later: new settings, the key stays

A node that hensteeth node image has installed has all of it but the key. Safe to repeat.

Exit: 0 done, 1 done, but no backup can be made: it says why, 2 could not be done`,
    )
    .action(async (node: string | undefined, options: SetupOptions) => {
      const { runBackupSetup } = await import('./backup-run.ts');
      end(await runBackupSetup(context, node, options));
    });
  return withSsh(command);
}

function runCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('run')
    .description('let the node make a backup now, and tell what it says')
    .option('--quiesced', 'stop MicroK8s and copy its datastore as it lies there, then start it again')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup run --ssh owner@hensteeth
  npx hensteeth backup run --quiesced --ssh owner@hensteeth    every app is away for some minutes
  sudo npx hensteeth backup run                                on the node itself

Exit: 0 made and stored in every place, 1 not, 2 the node cannot be reached`,
    )
    .action(async (options: RunOptions) => {
      const { runBackupRun } = await import('./backup-run.ts');
      end(await runBackupRun(context, options));
    });
  return withSsh(command);
}

function listCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('list')
    .description('what is stored: when it was made, its size, and whether it is good')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup list --ssh owner@hensteeth       by the node, with its credentials
  npx hensteeth backup list --account key.json          the buckets of main.ts, when there is no node any more
  npx hensteeth backup list --from /mnt/nas/hensteeth   a folder

Exit: 0 the newest good one is fresh, 1 it is older than 26 hours or there is none, 2 it cannot be listed`,
    )
    .action(async (options: ListOptions) => {
      const { runBackupList } = await import('./backup-run.ts');
      end(await runBackupList(context, options));
    });
  return withSource(command);
}

function showCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('show')
    .description('open a backup, compare every sum in it, and tell what it holds')
    .argument('[file]', 'a name that list tells, or a path; the newest good one without it')
    .option(...AGE_KEY)
    .option('--map <file>', 'write its map of volumes into a file, for volumes plan --map')
    .option('--json', 'its manifest, for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup show --account key.json
  npx hensteeth backup show --account key.json --map volumes.json   the newest map; maps are also stored whenever they change
  npx hensteeth backup show ./lab-20260102T030405Z.tar.age --age-key lab.agekey

Exit: 0 it is whole, 2 it is not, or it cannot be read`,
    )
    .action(async (file: string | undefined, options: ShowOptions) => {
      const { runBackupShow } = await import('./backup-run.ts');
      end(await runBackupShow(context, file, options));
    });
  return withSource(command);
}

function restoreCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('restore')
    .description('put a backup back onto a machine: datastore, certificates, credentials and arguments of MicroK8s')
    .argument('<file>', 'a name that list tells, or a path')
    .option(...AGE_KEY)
    .option('--yes', 'do it; without it, the backup is checked, and what would be done is told')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth backup restore NAME --account key.json --ssh owner@hensteeth         check it, and say what would be done
  npx hensteeth backup restore NAME --account key.json --ssh owner@hensteeth --yes

It is opened here, and is never on a disk of this machine in the clear. Cut at any point, the same command goes on. What was on the
machine before is kept beside it. Keys that are in the datastore and not in the backup stay.

Exit: 0 done, 1 nothing was done without --yes, 2 could not be done`,
    )
    .action(async (file: string, options: RestoreOptions) => {
      const { runBackupRestore } = await import('./backup-run.ts');
      end(await runBackupRestore(context, file, options));
    });
  return withSource(command);
}

function withSsh(command: Command): Command {
  return command
    .option('--ssh <target>', 'the node, as ssh knows it: owner@hensteeth; this machine without it')
    .option('--ssh-config <file>', "configuration of ssh in place of the user's own");
}

/** Adds where backups are read from. */
function withSource(command: Command): Command {
  return withSsh(command)
    .option('--from <folder>', 'a folder with backups')
    .option('--account <file>', "JSON key of Google's service account, for the buckets of main.ts");
}
