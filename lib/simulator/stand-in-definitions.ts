import type { KindSchema, Schema, SchemaCatalog } from '../check/schema-catalog.ts';
import type { Manifest } from '../core/manifest.ts';
import { inlined } from './stand-in-fill.ts';
import { STAND_IN } from './stand-in-objects.ts';

interface ServedVersion {
  readonly version: string;
  readonly namespaced: boolean;
  readonly deprecated: boolean;
  readonly schema: Schema;
}

const ANYTHING: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/**
 * A definition of custom resources with the schemas of the track. Of a kind that has none, anything is taken, at the versions at which
 * objects of the lab use it.
 *
 * @param name `PLURAL.GROUP`
 * @param objects of the lab
 */
export function definitionOf(name: string, schemas: SchemaCatalog, objects: Iterable<Manifest>): Manifest {
  const plural = name.slice(0, name.indexOf('.'));
  const group = name.slice(plural.length + 1);
  const known = new Map<string, ServedVersion>();
  let kind: string | undefined;
  for (const id of schemas.ids) {
    const [itsGroup, version, itsKind] = id.split('/');
    if (itsGroup !== group || version === undefined || itsKind === undefined || !isPlural(plural, itsKind)) continue;
    kind = itsKind;
    known.set(version, servedOf(version, schemas.find(`${group}/${version}`, itsKind)!));
  }
  if (kind === undefined) {
    for (const { apiVersion, kind: itsKind, metadata } of objects) {
      const [itsGroup, version = 'v1'] = apiVersion.split('/');
      if (itsGroup !== group || !isPlural(plural, itsKind)) continue;
      kind = itsKind;
      known.set(version, openVersion(version, metadata.namespace !== undefined));
    }
  }
  const versions = known.size > 0 ? [...known.values()].sort(byAge) : [openVersion('v1', true)];
  return definition({ name, plural, group, kind: kind ?? guessed(plural), versions });
}

interface DefinitionProps {
  readonly name: string;
  readonly plural: string;
  readonly group: string;
  readonly kind: string;
  /** The first one is stored. */
  readonly versions: readonly ServedVersion[];
}

function definition({ name, plural, group, kind, versions }: DefinitionProps): Manifest {
  // The API server wants to know who approved of a group of Kubernetes' own.
  const isProtected = /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name,
      annotations: {
        [STAND_IN]: 'charts.lock.json',
        ...(isProtected && { 'api-approved.kubernetes.io': 'unapproved, stand-in' }),
      },
    },
    spec: {
      group,
      scope: versions[0]!.namespaced ? 'Namespaced' : 'Cluster',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: versions.map(({ version, deprecated, schema }, i) => ({
        name: version,
        served: true,
        storage: i === 0,
        ...(deprecated && { deprecated }),
        subresources: { status: {} },
        schema: { openAPIV3Schema: schema },
      })),
    },
  };
}

function servedOf(version: string, kind: KindSchema): ServedVersion {
  return { version, namespaced: kind.namespaced, deprecated: kind.deprecated, schema: inlined(kind) };
}

function openVersion(version: string, namespaced: boolean): ServedVersion {
  return { version, namespaced, deprecated: false, schema: ANYTHING };
}

function isPlural(plural: string, kind: string): boolean {
  const one = kind.toLowerCase();
  return [`${one}s`, `${one}es`, one.replace(/y$/, 'ies'), one].includes(plural);
}

/** A kind that nothing names: no object of the lab is of it. */
function guessed(plural: string): string {
  const one = plural
    .replace(/ies$/, 'y')
    .replace(/([sx]|ch|sh)es$/, '$1')
    .replace(/s$/, '');
  return `${one.slice(0, 1).toUpperCase()}${one.slice(1)}`;
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Finished before beta before alpha, newer before older: as Kubernetes prefers them. */
function byAge(a: ServedVersion, b: ServedVersion): number {
  const [left, right] = [rank(a.version), rank(b.version)];
  const differing = left.findIndex((number, i) => number !== right[i]);
  return differing < 0 ? 0 : right[differing]! - left[differing]!;
}

function rank(version: string): readonly number[] {
  const [, major, stage, minor] = VERSION.exec(version) ?? [];
  if (major === undefined) return [-1, 0, 0];
  return [stage === undefined ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor ?? 0)];
}
