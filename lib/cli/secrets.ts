import { Command } from 'commander';
import { AGE_KEY } from './age-key-option.ts';
import type { Context, ExitCode } from './context.ts';
import type { EditOptions, InitOptions, RotateOptions, SetOptions, StatusOptions } from './secrets-run.ts';

const EXIT = '\nExit: 0 done, 1 what was given is wrong, 2 could not be done; but for 0, nothing was changed';

/** `hensteeth secrets`. */
export function secretsCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('secrets')
    .description('the secrets of the lab: made, encrypted with SOPS and age, told when one is missing')
    .addCommand(initCommand(context, end))
    .addCommand(statusCommand(context, end))
    .addCommand(setCommand(context, end))
    .addCommand(rotateCommand(context, end))
    .addCommand(editCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets init                         once: the key, and .sops.yaml
  npx hensteeth secrets status                       what the lab needs, and what is there
  npx hensteeth secrets set grafana-admin --generate
  npx hensteeth secrets set --help                   its options

No value is ever written to a disk in the clear, nor given to a program as an argument.`,
    );
}

function initCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('init')
    .description('make the age key, outside of the repository, and .sops.yaml; what is there stays')
    .option(
      '--recipient <age1...>',
      'a further public key that opens the files, such as a backup; repeatable',
      each,
      [],
    )
    .option(...AGE_KEY)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets init
  npx hensteeth secrets init --recipient age1...       a second key, kept elsewhere, opens them too
  npx hensteeth secrets init --age-key /media/usb/lab.agekey
${EXIT}`,
    )
    .action(async (options: InitOptions) => {
      const { runSecretsInit } = await import('./secrets-run.ts');
      end(await runSecretsInit(context, options));
    });
}

function statusCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('status')
    .description('which secrets the lab needs, and how each stands; nothing is decrypted')
    .option('--json', 'for machines')
    .option(...AGE_KEY)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets status
  npx hensteeth secrets status --json

Exit: 0 all are there, 1 there is something to do, 2 could not tell`,
    )
    .action(async (options: StatusOptions) => {
      const { runSecretsStatus } = await import('./secrets-run.ts');
      end(await runSecretsStatus(context, options));
    });
}

function setCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('set')
    .description('give a secret its value: from a prompt without echo, standard input or a file')
    .argument('<name>', 'name of the secret, or NAMESPACE/NAME')
    .option('--key <key>', 'which of its keys, where it has several')
    .option('--from-file <file>', 'take the value from this file')
    .option('--generate', 'make up a password of 32 letters and digits')
    .option(...AGE_KEY)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets set grafana-admin                                        asks for it, twice
  npx hensteeth secrets set grafana-admin --generate
  npx hensteeth secrets set clouddns-service-account --from-file key.json        judged: of the right project, a whole key
  npx hensteeth secrets set thanos-objstore --from-file key.json                 the configuration is built around the key
  pass show lab/token | npx hensteeth secrets set staging/token --key token      one line: its end is no part of the value

What else is in the file of the secret stays; to keep it, the age key must be there. An interrupted run leaves the old file.
${EXIT}`,
    )
    .action(async (name: string, options: SetOptions) => {
      const { runSecretsSet } = await import('./secrets-run.ts');
      end(await runSecretsSet(context, name, options));
    });
}

function rotateCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('rotate')
    .description('encrypt all files anew for other keys, all of them or none; .sops.yaml comes last')
    .option('--recipient <age1...>', 'public key that is to open them; repeatable', each, [])
    .option('--remove <age1...>', 'public key that is to open them no longer; repeatable', each, [])
    .option(...AGE_KEY)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets rotate                                        bring all files in line with .sops.yaml
  npx hensteeth secrets rotate --recipient age1new...
  npx hensteeth secrets rotate --recipient age1new... --remove age1old...

A key that is removed still opens what is in the history of the repository: change those values, too.
${EXIT}`,
    )
    .action(async (options: RotateOptions) => {
      const { runSecretsRotate } = await import('./secrets-run.ts');
      end(await runSecretsRotate(context, options));
    });
}

function editCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('edit')
    .description('edit the file of a secret in the clear, in memory alone, with VISUAL or EDITOR')
    .argument('<name>', 'name of the secret, or NAMESPACE/NAME')
    .option(...AGE_KEY)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth secrets edit grafana-admin
  EDITOR=nano npx hensteeth secrets edit grafana-admin
  EDITOR=cat npx hensteeth secrets edit grafana-admin      shows it, and changes nothing

The file is in /dev/shm, for you alone, and is removed in the end. See that your editor keeps no copies elsewhere.
${EXIT}`,
    )
    .action(async (name: string, options: EditOptions) => {
      const { runSecretsEdit } = await import('./secrets-run.ts');
      end(await runSecretsEdit(context, name, options));
    });
}

function each(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
