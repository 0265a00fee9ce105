import { list, record } from '../../check/pods.ts';
import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { conditionOf, layerStates, statusOf } from '../layer-state.ts';
import { finding, type LiveCheck, ok } from './check.ts';

export const fluxVersions: LiveCheck = {
  name: 'Flux',
  isPrerequisite: false,
  async look({ api, lab }) {
    const { controllers, version } = lab.track.flux;
    const live = await api.list('apps/v1', 'Deployment', FLUX_NAMESPACE);
    if (live.length === 0) return finding('it is not installed', 'npx hensteeth bootstrap');
    return Object.entries(controllers).map(([name, wanted]) => {
      const deployment = live.find(({ metadata }) => metadata.name === name);
      const template = record(record(record(deployment?.['spec'])['template'])['spec']);
      const image = String(record(list(template['containers'])[0])['image'] ?? '');
      if (!deployment) return finding(`${name} is missing`, 'npx hensteeth bootstrap');
      return image.endsWith(`:v${wanted}`)
        ? ok(`${name} v${wanted}`)
        : finding(`${name} is ${image}; Flux ${version} of the track has v${wanted}`, 'npx hensteeth bootstrap');
    });
  },
};

export const layers: LiveCheck = {
  name: 'layers',
  isPrerequisite: false,
  async look({ api, lab }) {
    const source = await api.get(lab.track.flux.apis.GitRepository, 'GitRepository', FLUX_NAMESPACE, FLUX_NAMESPACE);
    if (!source) return finding('Flux has no source', 'npx hensteeth bootstrap');
    const ready = conditionOf(source);
    if (ready?.status !== 'True') {
      return finding(
        `the source is not ready: ${ready?.message ?? 'nobody looked at it'}`,
        'See that the git server answers, and that the deploy key is there.',
      );
    }
    const revision = String(record(record(source.status)['artifact'])['revision'] ?? '');
    const states = await layerStates(api, lab.track, revision.replace(/^.*:/, ''));
    if (states.length === 0) return finding('Flux applies no layer', 'See that flux/ is what --path names.');
    return states.map(({ name, state, message, waitsFor }) => {
      if (state === 'ready') return ok(`${name} at ${revision.slice(-8)}`);
      if (state === 'suspended') return finding(`${name} is suspended`, `flux resume kustomization ${name}`);
      if (waitsFor.length > 0) return finding(`${name} waits for ${waitsFor.join(', ')}`, 'See what those wait for.');
      return finding(`${name} is not at ${revision.slice(-8)}: ${message || state}`, `flux get kustomization ${name}`);
    });
  },
};

export const releases: LiveCheck = {
  name: 'releases',
  isPrerequisite: false,
  async look({ api, lab }) {
    const all = await api.list(lab.track.flux.apis.HelmRelease, 'HelmRelease');
    return all.map((release) => {
      const { name, namespace } = release.metadata;
      const ready = conditionOf(release);
      if (record(release['spec'])['suspend'] === true) {
        return finding(`${namespace}/${name} is suspended`, `flux resume helmrelease -n ${namespace} ${name}`);
      }
      if (ready?.status === 'True')
        return ok(`${namespace}/${name} ${statusOf(release).lastAppliedRevision ?? ''}`.trimEnd());
      return finding(
        `${namespace}/${name}: ${ready?.message ?? 'nobody looked at it'}`,
        `kubectl describe helmrelease -n ${namespace} ${name}`,
      );
    });
  },
};

export const secrets: LiveCheck = {
  name: 'secrets',
  isPrerequisite: false,
  async look({ api, lab }) {
    const said = await Promise.all(
      lab.neededSecrets.map(async ({ name, namespace, keys }) => {
        const secret = await api.get('v1', 'Secret', name, namespace);
        if (!secret)
          return finding(
            `${namespace}/${name} is not in the cluster`,
            `npx hensteeth secrets set ${namespace}/${name}, then push`,
          );
        const missing = keys.filter((key) => !(key in record(secret['data'])));
        return missing.length > 0
          ? finding(
              `${namespace}/${name} lacks ${missing.join(', ')}`,
              `npx hensteeth secrets set ${namespace}/${name}`,
            )
          : ok(`${namespace}/${name}`);
      }),
    );
    return said;
  },
};
