import { documentsOf } from '../check/read/documents.ts';
import { objectsIn } from '../check/read/objects.ts';
import { readQuickly } from '../check/read/quick.ts';
import { readThoroughly } from '../check/read/thorough.ts';
import type { Manifest } from '../core/manifest.ts';

/** One object of a release, as Helm would install it. */
export interface RenderedManifest {
  readonly manifest: Manifest;
  /** File of the chart that it comes from, subcharts included: `grafana/templates/service.yaml`. */
  readonly template: string;
  /** Events of a hook: `pre-install`, `test`. Empty for a plain object; a hook is no lasting part of the release. */
  readonly hooks: readonly string[];
  /** Whether it comes from a `crds/` folder, which Helm installs first and never removes. */
  readonly isCrdFile: boolean;
}

/** Why a chart could not be rendered. */
export interface RenderFailure {
  /** What is wrong, in Helm's words where it is Helm that says it. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
  /** File of the chart that is to blame: `demo/templates/service.yaml`. */
  readonly template?: string;
  /** Line in that file, from 1. */
  readonly line?: number;
}

/** Objects in the order that Helm prints them, or why there are none. */
export type RenderResult = readonly RenderedManifest[] | RenderFailure;

/** Whether a result is a failure. */
export function isRenderFailure(result: RenderResult): result is RenderFailure {
  return 'message' in result;
}

const SOURCE = /^(?:---\n)?# Source: ([^\n]+)/;
const HOOK = 'helm.sh/hook';

/** The objects in what `helm template` prints, or the first document that is none. */
export function readRendered(text: string): RenderResult {
  const manifests: RenderedManifest[] = [];
  let template = '';
  for (const extent of documentsOf(text)) {
    template = sourceOf(text.slice(extent.start, extent.end), template);
    const quick = readQuickly(text, extent);
    const { value, faults } = 'parsed' in quick ? quick.parsed : readThoroughly(text, extent, quick.unsureAt);
    if (value === undefined) {
      const [fault] = faults;
      if (fault)
        return { message: `${template} renders what is not YAML: ${fault.message}`, hint: fault.hint, template };
      continue;
    }
    const { manifests: found, shapeless } = objectsIn(value);
    const [odd] = shapeless;
    if (odd) return { message: `${template} renders what is no object: ${odd.message}`, hint: odd.hint, template };
    for (const manifest of found) {
      manifests.push({ manifest, template, hooks: hooksOf(manifest), isCrdFile: isCrdFile(template) });
    }
  }
  return manifests;
}

/** The file that Helm names above a document. A file of several documents is named above the first alone. */
function sourceOf(text: string, last: string): string {
  const [, named] = SOURCE.exec(text) ?? [];
  // A comment of the file itself may look the same: Helm's begins with the chart that is rendered.
  if (named === undefined || (last !== '' && !named.startsWith(last.slice(0, last.indexOf('/') + 1)))) return last;
  return named;
}

function hooksOf({ metadata }: Manifest): readonly string[] {
  const events: unknown = metadata.annotations?.[HOOK];
  if (typeof events !== 'string') return [];
  return events
    .split(',')
    .map((event) => event.trim())
    .filter((event) => event !== '');
}

function isCrdFile(template: string): boolean {
  return /^[^/]+\/(?:charts\/[^/]+\/)*crds\//.test(template);
}
