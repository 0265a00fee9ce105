import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { KubeconfigOptions } from './kubeconfig-run.ts';

/** `hensteeth kubeconfig`. */
export function kubeconfigCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('kubeconfig')
    .description("fetch the lab's kubeconfig over SSH, led to its tailnet name, and merge it into yours")
    .option('--node <name>', 'which node to ask; the first of main.ts without it')
    .option('--ssh <target>', 'how ssh reaches it; NODE.TAILNET without it')
    .option('--ssh-config <file>', "configuration of ssh in place of the user's own")
    .option('--file <file>', 'where to (KUBECONFIG, else ~/.kube/config)')
    .option('--no-verify', "do not look at the server's certificate first")
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth kubeconfig                                    then: kubectl --context hensteeth get nodes
  npx hensteeth kubeconfig --ssh owner@192.168.1.10           over the home network

What else the file has stays, and a copy of it is kept beside it.

Exit: 0 merged, 2 nothing was written`,
    )
    .action(async (options: KubeconfigOptions) => {
      const { runKubeconfig } = await import('./kubeconfig-run.ts');
      end(await runKubeconfig(context, options));
    });
}
