import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Manifest } from '../core/manifest.ts';

/** The app that the drill cuts the power of: a set of one pod with a volume, which serves what is in it. */
export interface DrilledApp {
  readonly namespace: string;
  readonly name: string;
  readonly pod: string;
  readonly container: string;
  /** Claim of the volume. */
  readonly claim: string;
  /** Folder that the volume is mounted at. */
  readonly folder: string;
  /** The service in front of it. */
  readonly service: string;
  /** Name of its port. */
  readonly port: string;
}

/** Where the sample app of the lab is. */
export const NAMESPACE = 'experimental';

/**
 * The first app of the lab that can be drilled: in the namespace for experiments, or by its name.
 *
 * @param manifests of the lab as rendered
 * @param wanted `NAMESPACE/NAME`
 */
export function drilledApp(manifests: readonly Manifest[], wanted?: string): DrilledApp | undefined {
  for (const manifest of manifests) {
    if (manifest.kind !== 'StatefulSet') continue;
    const { name, namespace = 'default' } = manifest.metadata;
    if (wanted === undefined ? namespace !== NAMESPACE : `${namespace}/${name}` !== wanted) continue;
    const app = appOf(manifest, manifests);
    if (app) return app;
  }
  return undefined;
}

function appOf({ metadata: { name, namespace = 'default' }, spec }: Manifest, all: readonly Manifest[]) {
  const { volumeClaimTemplates, template, serviceName } = record(spec);
  const claims = list(volumeClaimTemplates).map((each) => text(record(record(each)['metadata'])['name']));
  const container = record(list(record(record(template)['spec'])['containers'])[0]);
  const mount = list(container['volumeMounts'])
    .map(record)
    .find((each) => claims.includes(text(each['name'])));
  const service = all.find(
    (each) => each.kind === 'Service' && each.metadata.name === serviceName && each.metadata.namespace === namespace,
  );
  const port = text(record(list(record(service?.['spec'])['ports'])[0])['name']);
  const own = text(container['name']);
  const folder = text(mount?.['mountPath']);
  if (!mount || !service || port === undefined || own === undefined || folder === undefined) return undefined;
  const pod = `${name}-0`;
  return {
    namespace,
    name,
    pod,
    container: own,
    claim: `${String(mount['name'])}-${pod}`,
    folder,
    service: service.metadata.name,
    port,
  } satisfies DrilledApp;
}
