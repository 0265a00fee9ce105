import type { Command } from 'commander';

/** Adds what every command that talks to a running lab can be told. */
export function withLiveOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', "the cluster's kubeconfig (KUBECONFIG, else ~/.kube/config)")
    .option('--context <name>', "context in it; the lab's name without it")
    .option('--ssh <target>', 'the machine, as ssh knows it: owner@hensteeth')
    .option('--ssh-config <file>', "configuration of ssh in place of the user's own");
}
