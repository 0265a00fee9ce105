import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { conditionOf } from '../layer-state.ts';
import type { Fault } from './fault.ts';

/** The chart repository is away when a release is to be installed. */
export const chartsGone: Fault = {
  name: 'charts-gone',
  what: 'the chart server goes away, what Flux had fetched is deleted, and it comes back',
  holds: 'a release whose chart cannot be fetched stays as it is installed',
  async run(scene) {
    const { stage, lab } = scene;
    const { HelmRepository, HelmRelease } = lab.track.flux.apis;
    await stage.charts.stop();
    const charts = await stage.api.list(HelmRepository, 'HelmChart');
    for (const chart of charts) await stage.api.delete(chart);
    const releases = await stage.api.list(HelmRelease, 'HelmRelease');
    for (const {
      apiVersion,
      kind,
      metadata: { name, namespace },
    } of releases) {
      const annotations = { 'reconcile.fluxcd.io/requestedAt': 'charts-gone' };
      await stage.api.merge({ apiVersion, kind, metadata: { name, namespace, annotations } } as never);
    }
    const detect = await scene.until('a release has no chart', async () => {
      const now = await stage.api.list(HelmRepository, 'HelmChart');
      return now.length > 0 && now.some((chart) => conditionOf(chart)?.status === 'False');
    });
    await stage.charts.start();
    for (const repository of await stage.api.list(HelmRepository, 'HelmRepository', FLUX_NAMESPACE)) {
      const {
        apiVersion,
        kind,
        metadata: { name, namespace },
      } = repository;
      const annotations = { 'reconcile.fluxcd.io/requestedAt': 'charts-back' };
      await stage.api.merge({ apiVersion, kind, metadata: { name, namespace, annotations } } as never);
    }
    const recover = await scene.until(
      'every release is ready',
      async () => {
        const now = await stage.api.list(HelmRelease, 'HelmRelease');
        const all = await stage.api.list(HelmRepository, 'HelmChart');
        return [...now, ...all].every((each) => conditionOf(each)?.status === 'True');
      },
      300_000,
    );
    await scene.settled(await scene.push());
    return { detect, recover };
  },
};
