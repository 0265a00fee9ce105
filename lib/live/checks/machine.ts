import { list, record } from '../../check/pods.ts';
import { finding, type LiveCheck, ok, type Place, type Said, unknown } from './check.ts';

const GIB = 2 ** 30;
const NO_SSH = 'the machine is not to be reached: name it with --ssh';

export const volumeGroups: LiveCheck = {
  name: 'volume groups',
  isPrerequisite: true,
  look: (place) =>
    onMachine(place, 'sudo -n vgs --reportformat json --units b --nosuffix -o vg_name,vg_size,vg_free', (output) => {
      const report = record(list(record(JSON.parse(output))['report'])[0]);
      const groups = new Map(list(report['vg']).map((each) => [String(record(each)['vg_name']), record(each)]));
      return place.lab.facts.nodes.flatMap(({ volumeGroups: wanted }) =>
        wanted.map(({ name, sizeGiB }): Said => {
          const group = groups.get(name);
          const size = Number(group?.['vg_size']) / GIB;
          if (!group)
            return finding(
              `${name} is not there; there is ${[...groups.keys()].join(', ') || 'none'}`,
              `vgcreate ${name} on its disk, or correct main.ts.`,
            );
          if (size < sizeGiB)
            return finding(
              `${name} has ${size.toFixed(0)} GiB, main.ts says ${sizeGiB}`,
              'Correct main.ts: claims are judged by it.',
            );
          return ok(`${name}, ${size.toFixed(0)} GiB, ${(Number(group['vg_free']) / GIB).toFixed(0)} free`);
        }),
      );
    }),
};

export const snapChannel: LiveCheck = {
  name: 'MicroK8s channel',
  isPrerequisite: false,
  look: (place) =>
    onMachine(place, 'snap list microk8s --unicode=never', (output) => {
      const { channel } = place.lab.track.microk8s;
      const [, , , tracking = '', , notes = ''] = output.trim().split('\n').at(-1)!.trim().split(/\s+/);
      if (tracking !== channel)
        return finding(
          `it follows ${tracking}; the track has ${channel}`,
          `sudo snap refresh microk8s --channel=${channel}`,
        );
      if (!notes.includes('held'))
        return finding('it is refreshed whenever the channel moves', 'sudo snap refresh --hold microk8s');
      return ok(`${channel}, held`);
    }),
};

export const units: LiveCheck = {
  name: 'after a power cut',
  isPrerequisite: false,
  look: (place) =>
    onMachine(
      place,
      'systemctl is-enabled snap.microk8s.daemon-kubelite snap.microk8s.daemon-containerd tailscaled',
      (output) => {
        const states = output.trim().split('\n');
        return states.length === 3 && states.every((state) => state === 'enabled')
          ? ok('Kubernetes and Tailscale come up by themselves')
          : finding(
              `units are ${states.join(', ')}`,
              'sudo systemctl enable tailscaled; sudo snap start --enable microk8s',
            );
      },
    ),
};

export const tailscale: LiveCheck = {
  name: 'Tailscale',
  isPrerequisite: false,
  look: (place) =>
    onMachine(place, 'tailscale status --json', (output) => {
      const status = record(JSON.parse(output));
      const name = String(record(status['Self'])['DNSName'] ?? '').replace(/\.$/, '');
      if (status['BackendState'] !== 'Running')
        return finding(`it is ${String(status['BackendState'])}`, 'sudo tailscale up');
      return name.endsWith(`.${place.lab.facts.tailnet}`)
        ? ok(name)
        : finding(
            `the machine is ${name}; main.ts says tailnet ${place.lab.facts.tailnet}`,
            'Correct the tailnet in main.ts.',
          );
    }),
};

/** Runs a command on the machine and reads what it prints. */
export async function onMachine(
  { ssh }: Place,
  command: string,
  read: (output: string) => Said | readonly Said[],
): Promise<Said | readonly Said[]> {
  if (!ssh) return unknown(NO_SSH);
  const { code, output, errors } = await ssh.run(command);
  if (code === undefined || code === 255)
    return unknown(`${ssh.target} cannot be reached: ${errors.trim().split('\n').at(-1)}`);
  // systemctl ends with 1 when a unit is not enabled, and still says which.
  if (code !== 0 && output.trim() === '')
    return unknown(`${command.split(' ')[0]} failed on ${ssh.target}: ${errors.trim().split('\n').at(-1)}`);
  return read(output);
}
