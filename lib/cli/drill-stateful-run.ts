import { labWorld } from '../check/lab-world.ts';
import type { Cluster } from '../core/cluster.ts';
import { DrillFile } from '../drill/drill-file.ts';
import { randomContent, rehearseStateful, STATEFUL_REHEARSAL } from '../drill/rehearse-stateful.ts';
import { reportsIn } from '../drill/report.ts';
import { SEED, servedByProxy, stateful } from '../drill/stateful.ts';
import { type DrilledApp, drilledApp, NAMESPACE } from '../drill/stateful-app.ts';
import { Api, ApiError } from '../live/api.ts';
import type { Context, ExitCode } from './context.ts';
import { type DrillOptions, framed, onLab, refusedFor, reportsFolder } from './drill-frame.ts';
import { rehearsalStage } from './drill-stage.ts';
import { type SoundLab, soundLab } from './lab.ts';
import { accessOf, connectLab } from './live.ts';
import { progressLine } from './progress.ts';
import { refused } from './refused.ts';

/** What `hensteeth drill stateful` can be told. */
export interface StatefulOptions extends DrillOptions {
  readonly app?: string;
}

const CONVERGES = 600_000;

/** The drill of a power cut. */
export async function runStatefulDrill(context: Context, options: StatefulOptions): Promise<ExitCode> {
  if (!options.rehearse && refusedFor(stateful, options)) return 2;
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab, rendering } = rendered;
  const manifests = labWorld(context.root, lab, rendering).subjects.map(({ manifest }) => manifest);
  const app = drilledApp(manifests, options.app);
  if (!app) return noApp(options.app);
  if (options.rehearse) return rehearse(context, options, rendered, app);
  try {
    const api = await connectOrGoOn(context, lab, options);
    const { namespace, pod, container, folder } = app;
    const place = {
      api,
      app,
      file: new DrillFile({ api, container: { namespace, pod, container }, folder }),
      served: servedByProxy(api, app),
      content: randomContent,
      powerCut: [
        'Cut the power of the server: pull the plug, or switch the socket off. Do not shut it down first.',
        'Leave it off until the drill says that the API server does not answer any more; then switch it on.',
        'A server with a battery behind it: cut behind the battery.',
      ],
      memory: {},
    };
    return await onLab(context, options, {
      drill: stateful,
      place,
      where: `${lab.facts.name}, ${api.server}`,
      seed: SEED,
    });
  } catch (error) {
    return refused(error);
  }
}

/** Connects; while nobody answers, only to go on with a run that was cut: the file on the volume then tells which cluster it is. */
async function connectOrGoOn(context: Context, lab: Cluster, options: StatefulOptions): Promise<Api> {
  try {
    return await connectLab(context, lab, options);
  } catch (error) {
    const last = reportsIn(reportsFolder(context, options), stateful.name).at(-1);
    const isAway = error instanceof ApiError && error.code === 0;
    if (!isAway || last?.report.verdict !== 'cut' || last.report.memory['away'] === undefined) throw error;
    const { file, context: name } = accessOf(lab, options);
    return Api.connect(file, name);
  }
}

async function rehearse(
  context: Context,
  options: StatefulOptions,
  { lab, rendering }: SoundLab,
  app: DrilledApp,
): Promise<ExitCode> {
  const made = await rehearsalStage(context, { lab, rendering, mirror: options.mirror, exec: app });
  if (!made) return 2;
  const { stage, files } = made;
  try {
    return await framed(
      context,
      options,
      STATEFUL_REHEARSAL,
      undefined,
      async (frame) => {
        await stage.set(progressLine);
        return rehearseStateful({ ...frame, lab, app, stage, files, timeout: CONVERGES, say: progressLine });
      },
      () => stage.strike(),
    );
  } catch (error) {
    return refused(error);
  } finally {
    await stage.strike();
  }
}

function noApp(wanted: string | undefined): ExitCode {
  const what =
    wanted === undefined
      ? `the lab has no StatefulSet with a volume and a service in ${NAMESPACE}`
      : `the lab has no StatefulSet ${wanted} with a volume and a service`;
  process.stderr.write(
    `error: ${what}\n  fix: Add the sample to main.ts, an nginx that serves its volume: new StatefulApp(lab, 'web', { namespace: namespaces.${NAMESPACE}, ... }). Or name another: --app NAMESPACE/NAME.\n`,
  );
  return 2;
}
