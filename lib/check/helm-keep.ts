import { parse } from 'yaml';
import type { Manifest } from '../core/manifest.ts';
import { list, record } from './pods.ts';
import { text } from './read.ts';
import type { Subject } from './subject.ts';

/** Annotation that keeps Helm from removing an object: at an uninstall, and when an upgrade no longer has it. */
export const HELM_POLICY = 'helm.sh/resource-policy';

/** Whether an object carries Helm's own annotation to be left. */
export function isKeptByHelm({ metadata }: Manifest): boolean {
  return record(metadata.annotations)[HELM_POLICY] === 'keep';
}

/** The kind and name of an object, as far as a patch looks for it. */
export interface PatchTarget {
  readonly kind: string;
  readonly name: string;
}

/** Whether a patch behind the rendering of a HelmRelease (`spec.postRenderers`) keeps an object. */
export function isKeptByPatch(release: Subject, object: PatchTarget): boolean {
  const renderers = list(record(release.manifest['spec'])['postRenderers']).map((each) => record(each)['kustomize']);
  return renderers.some((kustomize) => {
    const { patches, patchesStrategicMerge } = record(kustomize);
    const merged = list(patchesStrategicMerge).some((patch) => names(patch, object) && keeps(patch));
    return (
      merged || list(patches).some((patch) => isMeant(record(patch), object) && keeps(read(record(patch)['patch'])))
    );
  });
}

/** A patch without a target says itself what it is for. */
function isMeant({ target, patch }: Readonly<Record<string, unknown>>, object: PatchTarget): boolean {
  if (target === undefined || target === null) return names(read(patch), object);
  const { kind, name, labelSelector, annotationSelector } = record(target);
  // What labels an object has is known when its chart is rendered, not from the patch.
  if (labelSelector !== undefined || annotationSelector !== undefined) return false;
  return matches(kind, object.kind) && matches(name, object.name);
}

function names(patch: unknown, { kind, name }: PatchTarget): boolean {
  const given = record(patch);
  return given['kind'] === kind && record(given['metadata'])['name'] === name;
}

/** Kustomize reads names and kinds of a target as whole regular expressions. */
function matches(pattern: unknown, value: string): boolean {
  if (pattern === undefined || pattern === null || pattern === '') return true;
  const given = text(pattern);
  if (given === undefined) return false;
  try {
    return new RegExp(`^(?:${given})$`).test(value);
  } catch {
    return false;
  }
}

function keeps(patch: unknown): boolean {
  if (Array.isArray(patch)) return patch.some((step) => addsKeep(record(step)));
  return record(record(record(patch)['metadata'])['annotations'])[HELM_POLICY] === 'keep';
}

/** One step of a JSON patch. */
function addsKeep({ op, path, value }: Readonly<Record<string, unknown>>): boolean {
  if (op !== 'add' && op !== 'replace') return false;
  if (path === '/metadata/annotations') return record(value)[HELM_POLICY] === 'keep';
  return path === `/metadata/annotations/${HELM_POLICY.replace('/', '~1')}` && value === 'keep';
}

/** A patch as Flux has it: text in YAML. */
function read(patch: unknown): unknown {
  if (typeof patch !== 'string') return patch;
  try {
    return parse(patch);
  } catch {
    return undefined;
  }
}
