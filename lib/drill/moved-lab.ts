import { parse } from 'yaml';
import { list, record } from '../check/pods.ts';
import { World } from '../check/world.ts';
import type { Manifest } from '../core/manifest.ts';
import { toYaml } from '../core/yaml.ts';
import { LEDGER, PHOTOS } from './rehearsal-lab.ts';
import type { RenderedTree } from './rehearsed-lab.ts';

/** The lab after two of the rehearsal's apps have exchanged their storage classes: their data must be copied. */
export function movedLab({ files, world }: RenderedTree): RenderedTree {
  const classOf = (app: string) => {
    const set = world.ofKind('StatefulSet', 'apps').find(({ manifest }) => manifest.metadata.name === app)?.manifest;
    const [template] = list(record(set?.['spec'])['volumeClaimTemplates']).map(record);
    return String(record(template?.['spec'])['storageClassName']);
  };
  const other = new Map([
    [LEDGER, classOf(PHOTOS)],
    [PHOTOS, classOf(LEDGER)],
  ]);
  const change = (manifest: Manifest): Manifest => {
    const name = other.get(manifest.metadata.name);
    if (manifest.kind !== 'StatefulSet' || name === undefined) return manifest;
    const spec = record(manifest['spec']);
    const templates = list(spec['volumeClaimTemplates']).map(record);
    const claims = templates.map((each) => ({ ...each, spec: { ...record(each['spec']), storageClassName: name } }));
    return { ...manifest, spec: { ...spec, volumeClaimTemplates: claims } };
  };
  const subjects = world.subjects.map((subject) => {
    const { manifest, file, document, layer, release } = subject;
    return { manifest: change(manifest), file, document, layer, release, source: undefined, trail: undefined };
  });
  const texts = [...files].map(([path, content]): [string, string] => {
    const isSet = [...other.keys()].some((app) => path.endsWith(`/statefulset-${app}.yaml`));
    return [path, isSet ? toYaml(change(parse(content) as Manifest)) : content];
  });
  return { files: new Map(texts), world: new World({ ...world.props, subjects }) };
}
