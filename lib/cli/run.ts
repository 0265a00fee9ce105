import { Command, CommanderError } from 'commander';
import { backupCommand } from './backup.ts';
import { bootstrapCommand } from './bootstrap.ts';
import { chartsCommand } from './charts.ts';
import { checkCommand } from './check.ts';
import type { Context, ExitCode } from './context.ts';
import { diffCommand } from './diff.ts';
import { docsCommand } from './docs.ts';
import { doctorCommand } from './doctor.ts';
import { drillCommand } from './drill.ts';
import { explainCommand } from './explain.ts';
import { imagesCommand } from './images.ts';
import { importsCommand } from './imports.ts';
import { kubeconfigCommand } from './kubeconfig.ts';
import { nodeCommand } from './node.ts';
import { reportCommand } from './report.ts';
import { secretsCommand } from './secrets.ts';
import { simulateCommand } from './simulate.ts';
import { useSourceMap } from './source-map.ts';
import { statusCommand } from './status.ts';
import { synthCommand } from './synth.ts';
import { volumesCommand } from './volumes.ts';

/**
 * The command line.
 *
 * @returns 0 clean, 1 findings, 2 could not judge or wrong usage
 */
export async function run(args: readonly string[], context: Context): Promise<number> {
  useSourceMap(context.bundle);
  let code: ExitCode = 0;
  const end = (ended: ExitCode) => {
    code = ended;
  };
  const program = new Command('hensteeth')
    .description('GitOps for the home lab: a whole cluster in TypeScript, rendered to plain YAML, applied by Flux')
    // A command and one below it may have options of one name.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is, with examples)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  npm start                             set up, check types, render, check, and show the lab
  npx hensteeth synth                   render main.ts to dist/ and flux/
  npx hensteeth check                   what would break on the cluster, with place and fix
  npx hensteeth synth --help            the options of one command, with examples`,
    );
  const commands = [
    synthCommand,
    checkCommand,
    explainCommand,
    chartsCommand,
    imagesCommand,
    diffCommand,
    secretsCommand,
    reportCommand,
    simulateCommand,
    kubeconfigCommand,
    bootstrapCommand,
    doctorCommand,
    statusCommand,
    nodeCommand,
    volumesCommand,
    drillCommand,
    backupCommand,
    importsCommand,
    docsCommand,
  ];
  for (const command of commands) {
    adopt(command(context, end), program);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

/** Adds a command, which answers mistakes as the program does, and so do the commands below it. */
function adopt(command: Command, parent: Command): void {
  parent.addCommand(command.copyInheritedSettings(parent));
  for (const below of command.commands) below.copyInheritedSettings(parent);
}
