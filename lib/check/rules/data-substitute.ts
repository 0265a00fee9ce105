import { isDisabled, LayerSettings } from '../layer-settings.ts';
import { texts } from '../leaves.ts';
import { pathText, type Step } from '../path.ts';
import { list, podTemplates, record } from '../pods.ts';
import { positionText } from '../promql/text.ts';
import { text } from '../read.ts';
import type { NotJudged, Report } from '../rule.ts';
import { readSecretFile } from '../sops/secret-document.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** `${name}` and what may stand behind the name; not behind a second dollar, which keeps it. */
const VARIABLE = /(?<!\$)\$\{([^}\n]*)\}/g;
const NAME = /^[A-Za-z_]\w*/;
/** A default or a demand is written for a variable that may be missing: it is meant for Flux. */
const FOR_FLUX = /^[A-Za-z_]\w*:?[-=?]/;

/** What Flux puts into the objects of a layer. */
interface Substitution {
  readonly known: ReadonlySet<string>;
  /** A source of variables that cannot be read; `undefined` when all are known. */
  readonly unread: string | undefined;
}

/** Dollars in scripts and dashboards that Flux would take for its own. */
export function judgeSubstitute(world: World): { reports: Report[]; notJudged: NotJudged[] } {
  const layers = new LayerSettings(world.subjects);
  const substitutions = new Map<Subject, Substitution | undefined>();
  const reports: Report[] = [];
  const notJudged = new Map<Subject, NotJudged>();
  for (const { subject, path, value } of placesOf(world)) {
    const steering = layers.of(subject);
    if (!steering || !value.includes('${') || isDisabled(subject, 'substitute')) continue;
    if (!substitutions.has(steering)) substitutions.set(steering, substitutionOf(steering, world));
    const substitution = substitutions.get(steering);
    if (!substitution) continue;
    const eaten = [...value.matchAll(VARIABLE)].filter(([, inner = '']) => isEaten(inner, substitution));
    if (eaten.length === 0) continue;
    if (substitution.unread !== undefined) {
      notJudged.set(steering, {
        subject: steering,
        why: `postBuild reads ${substitution.unread}, which is not here: which variables it has is not known`,
      });
    } else reports.push(reportOf(subject, path, value, eaten));
  }
  return { reports, notJudged: [...notJudged.values()] };
}

function isEaten(inner: string, { known }: Substitution): boolean {
  const name = NAME.exec(inner)?.[0];
  return !FOR_FLUX.test(inner) && (name === undefined || !known.has(name));
}

function reportOf(subject: Subject, path: readonly Step[], value: string, eaten: readonly RegExpMatchArray[]): Report {
  const [first] = eaten;
  const more = eaten.length > 1 ? ` and ${eaten.length - 1} more` : '';
  return {
    code: 'substitute-dollar',
    subject,
    path: pathText(path),
    message: `${positionText(value, first!.index ?? 0)}: the layer has postBuild, so Flux replaces ${first![0]}${more} by nothing, or refuses the layer`,
    hint: `Add the annotation kustomize.toolkit.fluxcd.io/substitute: disabled, or write $${first![0]}.`,
  };
}

/** Texts that are scripts, dashboards or configuration: where a dollar is most likely not meant for Flux. */
function* placesOf(world: World): Generator<{ subject: Subject; path: readonly Step[]; value: string }> {
  for (const kind of ['ConfigMap', 'Secret']) {
    for (const subject of world.ofKind(kind, '')) {
      for (const part of ['data', 'stringData']) {
        if (kind === 'Secret' && part === 'data') continue;
        for (const [key, value] of Object.entries(record(subject.manifest[part]))) {
          if (typeof value === 'string') yield { subject, path: [part, key], value };
        }
      }
    }
  }
  for (const { subject, path, spec } of podTemplates(world)) {
    for (const part of ['containers', 'initContainers']) {
      for (const [i, value] of list(spec[part]).entries()) {
        for (const key of ['command', 'args']) {
          for (const [j, word] of list(record(value)[key]).entries()) {
            if (typeof word === 'string') yield { subject, path: [...path, part, i, key, j], value: word };
          }
        }
      }
    }
  }
  for (const subject of world.ofKind('HelmRelease')) {
    for (const { path, value } of texts(record(subject.manifest['spec'])['values'])) {
      if (spell(value).includes('\n')) yield { subject, path: ['spec', 'values', ...path], value: spell(value) };
    }
  }
}

/** What a Kustomization substitutes; `undefined` when it substitutes nothing. */
function substitutionOf({ manifest }: Subject, world: World): Substitution | undefined {
  const postBuild = record(record(manifest['spec'])['postBuild']);
  const own = Object.keys(record(postBuild['substitute']));
  const sources = list(postBuild['substituteFrom']).map(record);
  if (own.length === 0 && sources.length === 0) return undefined;
  const known = new Set(own);
  let unread: string | undefined;
  for (const source of sources) {
    const [kind, name] = [text(source['kind']) ?? 'ConfigMap', text(source['name']) ?? ''];
    const keys = keysOf(world, kind, manifest.metadata.namespace, name);
    for (const key of keys ?? []) known.add(key);
    if (!keys) unread ??= `${kind} ${name}`;
  }
  return { known, unread };
}

/** Keys of a ConfigMap or Secret. SOPS leaves keys readable. */
function keysOf(world: World, kind: string, namespace: string | undefined, name: string): string[] | undefined {
  const found = world.find('', kind, namespace, name)?.manifest;
  if (found) return ['data', 'stringData'].flatMap((part) => Object.keys(record(found[part])));
  if (kind !== 'Secret') return undefined;
  const documents = (world.props.secretFiles ?? []).flatMap((file) => readSecretFile(file).documents);
  const document = documents.find((each) => each.name === name && each.namespace === namespace);
  return document && [...document.keys];
}
