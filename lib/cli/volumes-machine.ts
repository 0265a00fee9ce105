import { type Machine, remoteMachine, thisMachine } from '../volumes/machine.ts';
import { type LiveOptions, sshOf } from './live.ts';

/** The machine behind ssh, where one was named. */
export function remoteOf(options: LiveOptions): Machine | undefined {
  const ssh = sshOf(options);
  return ssh && remoteMachine(ssh);
}

/** The machine that was named, else this one. */
export function machineOf(options: LiveOptions): Machine {
  return remoteOf(options) ?? thisMachine();
}
