import { groupOf } from '../../core/data-bearing.ts';
import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { nearest } from '../../values/nearest.ts';
import { list, record } from '../pods.ts';
import type { Report, RuleSet } from '../rule.ts';
import type { Schema } from '../schema-catalog.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { LayerInfo, World } from '../world.ts';
import { labDocs } from './lab-docs.ts';

const FLUX_GROUP = 'kustomize.toolkit.fluxcd.io';
const SECRETS = 'secrets';
/** Kinds that mean something by their name alone. */
const NAME_ALONE = new Set(['Namespace', 'Node']);

/** Rules about a lab as a whole. */
export const labRules: RuleSet = { rules: labDocs, judge: (world) => ({ reports: judge(world) }) };

function* judge(world: World): Generator<Report> {
  for (const layer of world.props.layers ?? []) if (world.props.facts) yield* judgeLayer(world, layer);
  yield* judgeExpected(world);
  for (const subject of world.subjects) {
    yield* judgeShape(world, subject);
    if (world.props.facts) yield* judgeVersion(world, subject);
  }
}

function* judgeLayer(world: World, layer: LayerInfo): Generator<Report> {
  const code = 'layer-kustomization';
  const subject = world.find(FLUX_GROUP, 'Kustomization', FLUX_NAMESPACE, layer.name);
  const hint = 'Run npm start: it renders the Kustomization from main.ts.';
  if (!subject) {
    const message = `layer '${layer.name}' has no Kustomization ${FLUX_NAMESPACE}/${layer.name}: Flux never applies it`;
    yield { code, path: `layer ${layer.name}`, message, hint };
    return;
  }
  const spec = record(subject.manifest['spec']);
  const path = spell(spec['path'] ?? '');
  if (!path.endsWith(`/${layer.folder}`)) {
    const message = `spec.path is '${path}'; expected the folder of the layer, ./${layer.folder}: Flux would apply something else`;
    yield { code, subject, path: 'spec.path', message, hint };
  }
  const waits = new Set(list(spec['dependsOn']).map((dependency) => record(dependency)['name']));
  for (const name of layer.dependsOn) {
    if (waits.has(name)) continue;
    const message = `layer '${layer.name}' uses something of '${name}' and does not wait for it: it is applied too early`;
    yield { code, subject, path: 'spec.dependsOn', message, hint };
  }
  const key = record(record(spec['decryption'])['secretRef'])['name'];
  if (layer.folder === SECRETS && typeof key !== 'string') {
    const message = `${layer.folder}/ holds encrypted secrets, and the layer has no key to decrypt them with: pods would read ciphertext`;
    yield { code, subject, path: 'spec.decryption', message, hint };
  }
}

function* judgeExpected(world: World): Generator<Report> {
  for (const { kind, name, namespace, provider, user } of world.props.expected ?? []) {
    const candidates = world.ofKind(kind);
    const there = candidates.some(
      ({ manifest: { metadata } }) => metadata.name === name && (metadata.namespace ?? namespace) === namespace,
    );
    if (there) continue;
    const meant = nearest(
      name,
      candidates.map(({ manifest }) => manifest.metadata.name),
    );
    yield {
      code: 'reference-unrendered',
      path: `layer ${user}`,
      message: `layer '${user}' uses ${kind} ${name}, which layer '${provider}' provides and does not render`,
      hint: meant ? `Did you mean '${meant}'?` : `Render it in layer '${provider}', or take the use out.`,
    };
  }
}

function* judgeShape(world: World, subject: Subject): Generator<Report> {
  const { apiVersion, kind, metadata } = subject.manifest;
  const known = world.schemas.find(apiVersion, kind);
  if (!known) return;
  if (known.namespaced && metadata.namespace === undefined && subject.layer !== undefined && !subject.release) {
    const message = `${subjectName(subject)} has no namespace; expected one, since ${kind} is not cluster-wide: Flux does not apply it`;
    yield {
      code: 'namespace-unset',
      subject,
      path: 'metadata.namespace',
      message,
      hint: 'Give the layer, or the object, its namespace.',
    };
  }
  if (subject.manifest['spec'] === undefined && !NAME_ALONE.has(kind) && needsSpec(known.schema, known.definitions)) {
    const message = `${subjectName(subject)} has no spec: it does nothing on the cluster`;
    yield { code: 'object-empty', subject, path: 'spec', message, hint: 'Write the spec, or take the object out.' };
  }
}

/** Whether a kind is described by a spec. */
function needsSpec(schema: Schema, definitions: Readonly<Record<string, Schema>>): boolean {
  const resolve = ({ $ref, ...own }: Schema): Schema =>
    $ref ? (definitions[$ref.slice('#/definitions/'.length)] ?? {}) : own;
  const { properties } = resolve(schema);
  const spec = properties?.['spec'];
  return spec !== undefined && Object.keys(resolve(spec).properties ?? {}).length > 0;
}

function* judgeVersion(world: World, subject: Subject): Generator<Report> {
  const { manifest } = subject;
  const code = 'track-version';
  const { charts, repositories, name: track } = world.track;
  const spec = record(manifest['spec']);
  if (manifest.kind === 'HelmRelease' && groupOf(manifest.apiVersion) === 'helm.toolkit.fluxcd.io') {
    const chart = record(record(spec['chart'])['spec']);
    const name = spell(chart['chart']);
    const pin = charts[name];
    if (!pin) {
      const meant = nearest(name, Object.keys(charts));
      const message = `chart '${name}' is not on track ${track}; expected one of ${Object.keys(charts).join(', ')}`;
      const hint = meant ? `Did you mean '${meant}'?` : 'Add the chart to the track, with the version you tested.';
      yield { code, subject, path: 'spec.chart.spec.chart', message, hint };
    } else if (chart['version'] !== pin.version) {
      const message = `chart '${name}' is at version '${chart['version']}'; track ${track} was tested with '${pin.version}'`;
      yield {
        code,
        subject,
        path: 'spec.chart.spec.version',
        message,
        hint: `Write '${pin.version}', or move the track.`,
      };
    }
  }
  if (manifest.kind === 'HelmRepository') {
    const expected = repositories[manifest.metadata.name];
    if (!expected) return;
    const { url, type = 'default' } = spec;
    if (url !== expected.url || type !== expected.type) {
      const message = `repository '${manifest.metadata.name}' is ${type} ${url}; the track has ${expected.type} ${expected.url}`;
      yield { code, subject, path: 'spec.url', message, hint: `Write ${expected.url} with type ${expected.type}.` };
    }
  }
}
