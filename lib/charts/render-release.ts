import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { explainHelmError } from './helm-error.ts';
import type { HelmProgram } from './helm-program.ts';
import { runHelmTemplate, valuesText } from './helm-template.ts';
import { archiveHash } from './mirror.ts';
import { RenderCache, type RenderKey } from './render-cache.ts';
import { isRenderFailure, type RenderFailure, type RenderResult, readRendered } from './rendered.ts';
import { Slots } from './slots.ts';

/** A release to render, as helm-controller would. */
export interface ReleaseToRender {
  readonly helm: HelmProgram;
  /** Path of the chart's archive, or of its folder. */
  readonly archive: string;
  readonly release: string;
  readonly namespace: string;
  /** Values of the HelmRelease. `valuesFrom` is not resolved: what it would add must be in here. */
  readonly values: unknown;
  /** Version of Kubernetes: `1.27.0`. */
  readonly kubernetes: string;
  /**
   * API versions that the cluster serves beside those of Kubernetes itself: `monitoring.coreos.com/v1/ServiceMonitor`.
   * @default []
   */
  readonly apiVersions?: readonly string[];
  /**
   * Whether custom resource definitions are among the objects: megabytes to read, of which values change next to nothing.
   * @default true
   */
  readonly crds?: boolean;
  /**
   * Folder of renderings that are kept.
   * @default 'node_modules/.cache/hensteeth/charts'
   */
  readonly cache?: string;
  /**
   * Milliseconds after which Helm is stopped.
   * @default 60000
   */
  readonly timeout?: number;
}

const CACHE = 'node_modules/.cache/hensteeth/charts';
const TIMEOUT = 60_000;
const FETCH_AGAIN = 'This is no whole chart: fetch the archive again.';

/** Renders a release with the real Helm, or takes what an equal run has rendered. Never throws. */
export function renderRelease(asked: ReleaseToRender): Promise<RenderResult> {
  return render(asked, new Slots(1));
}

/** Renders releases with as many processes at once as there are processors; results in the order of the releases. */
export async function renderReleases(
  releases: readonly ReleaseToRender[],
  processes = availableParallelism(),
): Promise<RenderResult[]> {
  // The largest chart takes longest: begun last, it would keep the others waiting.
  const sizes = new Map(releases.map((release) => [release, sizeOf(release.archive)]));
  const order = [...releases.entries()].sort(([, a], [, b]) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const slots = new Slots(processes);
  const results: RenderResult[] = [];
  await Promise.all(
    order.map(async ([i, release]) => {
      results[i] = await render(release, slots);
    }),
  );
  return results;
}

async function render(asked: ReleaseToRender, slots: Slots): Promise<RenderResult> {
  const key = keyOf(asked);
  if ('message' in key) return key;
  const cache = new RenderCache(asked.cache ?? CACHE);
  const kept = cache.get(key);
  if (kept) return kept;
  let helm: string;
  try {
    helm = await asked.helm.path();
  } catch (error) {
    return { message: reason(error), hint: 'Charts are rendered by the real Helm.' };
  }
  const whole = await rendered(helm, asked, key, slots);
  if (isRenderFailure(whole)) return whole;
  // A chart may have them among its templates.
  const result = key.crds ? whole : whole.filter(({ manifest }) => manifest.kind !== 'CustomResourceDefinition');
  cache.set(key, result);
  return result;
}

function keyOf(asked: ReleaseToRender): RenderKey | RenderFailure {
  const { archive, release, namespace, kubernetes, apiVersions = [], crds = true, helm } = asked;
  if (!existsSync(archive)) return { message: `${archive}: no such chart`, hint: 'Put the archive there.' };
  try {
    const values = valuesText(asked.values);
    const chart = archiveHash(archive);
    return { archive: chart, release, namespace, values, kubernetes, apiVersions, crds, helm: helm.version };
  } catch (error) {
    return { message: `${archive}: ${reason(error)}`, hint: FETCH_AGAIN };
  }
}

async function rendered(
  helm: string,
  asked: ReleaseToRender,
  { values, crds }: RenderKey,
  slots: Slots,
): Promise<RenderResult> {
  const { archive, release, namespace, kubernetes, apiVersions = [], timeout = TIMEOUT } = asked;
  const template = { archive, release, namespace, values, kubernetes, apiVersions, crds };
  const { code, output, errors, stopped } = await slots.run(() => runHelmTemplate(helm, template, timeout));
  if (stopped === 'timeout') {
    const message = `Helm did not come to an end within ${timeout / 1000} s`;
    return {
      message,
      hint: 'A template loops, or the values make it write without end: look at lists and counts in them.',
    };
  }
  if (stopped === 'output') {
    return {
      message: 'Helm wrote without end',
      hint: 'No release is that large: look at lists and counts in the values.',
    };
  }
  if (code === undefined) return { message: `Helm did not run: ${errors}`, hint: `Look at ${helm}.` };
  return code === 0 ? readRendered(output) : explainHelmError(errors);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
