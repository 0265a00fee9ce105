import { spawnSync } from 'node:child_process';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Manifest } from '../core/manifest.ts';
import { whyNoAuthority } from '../drill/rehearsal-authority.ts';
import { rehearseTailscale, TAILSCALE_REHEARSAL } from '../drill/rehearse-tailscale.ts';
import { thisNetwork } from '../drill/tailnet.ts';
import { tailscale } from '../drill/tailscale.ts';
import { runProgram } from '../tools/run-program.ts';
import type { Context, ExitCode } from './context.ts';
import { type DrillOptions, framed, onLab } from './drill-frame.ts';
import { rehearsalStage } from './drill-stage.ts';
import { type SoundLab, soundLab } from './lab.ts';
import { accessOf, connectLab, sshOf } from './live.ts';
import { progressLine } from './progress.ts';
import { refused } from './refused.ts';

const TIMEOUT = 20_000;

/** The drill of the tailnet. */
export async function runTailscaleDrill(context: Context, options: DrillOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  if (options.rehearse) return rehearse(context, options, rendered);
  const { lab } = rendered;
  try {
    const api = await connectLab(context, lab, options);
    const { file, context: name } = accessOf(lab, options);
    const access = [`--kubeconfig=${file}`, ...(name === undefined ? [] : [`--context=${name}`])];
    const kubectl = kubectlHere();
    const place = {
      lab,
      api,
      network: thisNetwork,
      ssh: sshOf(options),
      kubectl: kubectl && ((...args: readonly string[]) => kubectl([...access, ...args])),
      memory: {},
    };
    return await onLab(context, options, { drill: tailscale, place, where: `${lab.facts.name}, ${api.server}` });
  } catch (error) {
    return refused(error);
  }
}

async function rehearse(context: Context, options: DrillOptions, rendered: SoundLab): Promise<ExitCode> {
  const { lab, rendering } = rendered;
  const whyNot = whyNoAuthority();
  if (whyNot !== undefined) {
    process.stderr.write(`error: ${whyNot}\n`);
    return 2;
  }
  const made = await rehearsalStage(context, { lab, rendering, mirror: options.mirror });
  if (!made) return 2;
  const { stage, world } = made;
  const hosts = hostsOf(world.subjects.map(({ manifest }) => manifest));
  try {
    return await framed(
      context,
      options,
      TAILSCALE_REHEARSAL,
      undefined,
      (frame) => rehearseTailscale({ ...frame, lab, stage, hosts, say: progressLine, kubectl: kubectlHere() }),
      () => stage.strike(),
    );
  } catch (error) {
    return refused(error);
  } finally {
    await stage.strike();
  }
}

function kubectlHere() {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return undefined;
  return (args: readonly string[]) => runProgram('kubectl', args, { env: process.env, timeout: TIMEOUT });
}

function hostsOf(manifests: readonly Manifest[]): string[] {
  const hosts = manifests
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap(({ spec }) => list(record(spec)['rules']).flatMap((rule) => text(record(rule)['host']) ?? []));
  return [...new Set(hosts)];
}
