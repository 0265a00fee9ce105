import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { nearest } from '../../values/nearest.ts';
import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { CONFIG_MAP, KUSTOMIZATION, SECRET } from '../references/kind.ts';
import { getOrMake } from '../references/maps.ts';
import { recordsOf, textOf } from '../references/scope.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** Switches substitution off for one object, as a label or as an annotation. */
const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';
/** A variable, with what follows its name; `$$` in front keeps Flux from replacing it. */
const VARIABLE = /(?<!\$)\$\{([A-Za-z_]\w*)([^}]{0,200})\}/g;
/** What gives a value to a variable that has none. */
const DEFAULT = /^:?[-=]/;

/** Judges what Flux is told to apply: that the folder is there, and that the variables in it have a value. */
export function judgeFlux(world: World, facts: ReferenceFacts, findings: ReferenceFindings): void {
  const layers = world.ofKind(KUSTOMIZATION.kind, KUSTOMIZATION.group);
  for (const layer of layers) judgePath(world, layer, findings);
  const variables = new Map<string, Variables>();
  for (const layer of layers) {
    const known = variablesOf(layer, facts, findings);
    if (known) variables.set(spell(layer.manifest.metadata.name), known);
  }
  if (variables.size === 0) return;
  for (const subject of world.subjects) {
    const known = subject.layer === undefined ? undefined : variables.get(subject.layer);
    if (known && !isSwitchedOff(subject)) judgeVariables(subject, known, findings);
  }
}

/** Folders of other sources than the lab's own are not here to be looked at. */
function judgePath(world: World, layer: Subject, findings: ReferenceFindings): void {
  const { path, sourceRef } = record(layer.manifest['spec']);
  const written = textOf(path);
  const { kind, name } = record(sourceRef);
  if (written === undefined || kind !== 'GitRepository') return;
  if (name !== FLUX_NAMESPACE) {
    findings.leave(layer, `whether ${spell(kind)} ${spell(name)} has the folder '${written}': it is not here`);
    return;
  }
  const folder = folderOf(written, world.props.facts?.git.path);
  if (folder === undefined) return;
  const has = world.props.hasFolder;
  const isThere = has?.(folder);
  if (isThere === undefined) {
    findings.leave(layer, 'whether the folders that Flux applies are there: the project they are in is not known');
    return;
  }
  if (isThere) return;
  const others = (world.props.layers ?? []).map((known) => known.folder);
  const near = nearest(folder, others);
  findings.tell({
    code: 'path-missing',
    subject: layer,
    path: 'spec.path',
    message: `the project has no folder '${folder}': Flux applies nothing of this layer, and nothing that waits for it`,
    hint: near ? `Did you mean '${near}'?` : 'Run npm start to render the layer, or correct the path.',
  });
}

/** A path of Flux, from the root of the repository, as one of the project; `undefined` outside of it. */
function folderOf(path: string, project: string | undefined): string | undefined {
  const folder = plain(path);
  const root = plain(project ?? '');
  if (root === '' || folder === root) return root === '' ? folder : '';
  return folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : undefined;
}

function plain(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

interface Variables {
  readonly layer: Subject;
  readonly names: ReadonlySet<string>;
}

/** Variables of a layer; `undefined` when Flux replaces none, or when not all of them can be known. */
function variablesOf(layer: Subject, facts: ReferenceFacts, findings: ReferenceFindings): Variables | undefined {
  const { substitute, substituteFrom } = record(record(layer.manifest['spec'])['postBuild']);
  const names = new Set(Object.keys(record(substitute)));
  const namespace = facts.scopes.namespaceOf(layer.manifest);
  for (const { kind, name } of recordsOf(substituteFrom)) {
    const target = kind === 'Secret' ? SECRET : CONFIG_MAP;
    const keys = facts.inventory.find(target, namespace, textOf(name) ?? '')?.keys;
    if (!keys) {
      findings.leave(
        layer,
        `variables of ${subjectName(layer)}: the keys of ${target.kind} '${spell(name)}' are not known`,
      );
      return undefined;
    }
    for (const key of keys) names.add(key);
  }
  return names.size === 0 ? undefined : { layer, names };
}

function isSwitchedOff({ manifest: { metadata } }: Subject): boolean {
  return [metadata.annotations, metadata.labels].some((where) => record(where)[SUBSTITUTE] === 'disabled');
}

function judgeVariables(subject: Subject, { layer, names }: Variables, findings: ReferenceFindings): void {
  const places = new Map<string, Step[]>();
  for (const { text, path } of texts(subject.manifest)) {
    for (const [, name = '', rest = ''] of text.matchAll(VARIABLE)) {
      if (!names.has(name) && !DEFAULT.test(rest)) getOrMake(places, name, () => path());
    }
  }
  for (const [name, path] of places) {
    const near = nearest(name, names);
    findings.tell({
      code: 'substitute-undefined',
      subject,
      path: pathText(path),
      message: `\${${name}} has no value in spec.postBuild of ${subjectName(layer)}: Flux writes nothing in its place`,
      hint: near
        ? `Did you mean \${${near}}?`
        : `Give it a value there, write \${${name}:=default}, or $\${${name}} to keep it as it stands.`,
    });
  }
}

interface TextPlace {
  readonly text: string;
  readonly path: () => Step[];
}

interface Visit {
  readonly value: unknown;
  readonly step: Step | undefined;
  readonly parent: Visit | undefined;
}

/** All texts of an object with a `$` in them. It walks without recursion, since foreign objects may be of any depth. */
function* texts(value: unknown): Generator<TextPlace> {
  const open: Visit[] = [{ value, step: undefined, parent: undefined }];
  for (let at = open.pop(); at; at = open.pop()) {
    const visit = at;
    if (typeof visit.value === 'string') {
      if (visit.value.includes('${')) yield { text: visit.value, path: () => stepsTo(visit) };
    } else if (visit.value !== null && typeof visit.value === 'object') {
      const isList = Array.isArray(visit.value);
      for (const [key, child] of Object.entries(visit.value).reverse()) {
        open.push({ value: child, step: isList ? Number(key) : key, parent: visit });
      }
    }
  }
}

function stepsTo(visit: Visit): Step[] {
  const steps: Step[] = [];
  for (let at: Visit | undefined = visit; at; at = at.parent) if (at.step !== undefined) steps.push(at.step);
  return steps.reverse();
}
