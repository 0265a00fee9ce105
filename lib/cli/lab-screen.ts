import type { Cluster } from '../core/cluster.ts';
import type { Layer } from '../core/layer.ts';
import type { LayerOrder } from '../core/order.ts';
import { releasesOf } from '../core/release.ts';
import type { Rendering } from '../core/render.ts';
import type { Written } from '../core/write.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

/** The lab on one screen: its layers in the order Flux applies them, and what each brings. */
export function labScreen(lab: Cluster, rendering: Rendering, style: Style): string {
  const { track, facts } = lab;
  const objects = new Map<Layer | undefined, number>();
  for (const object of rendering.objects) objects.set(object.layer, (objects.get(object.layer) ?? 0) + 1);
  const rows = rendering.order.layers.map((layer, i) => [
    i + 1,
    layer.name,
    list(directly(layer, rendering.order)),
    layer.props.folder ? `${layer.props.folder}/` : (objects.get(layer) ?? 0).toString(),
    list(releasesOf(layer).map((release) => `${release.chart} ${release.version}`)),
    list(layer.exposures.map((exposure) => exposure.host)),
    list(layer.claims.map((claim) => `${claim.name} ${claim.size}`)),
    layer.uses.length,
  ]);
  const header = ['#', 'layer', 'after', 'objects', 'release', 'hosts', 'volumes', 'references'];
  const [head, ...lines] = tableLines(header, rows);
  const nodes = `${facts.nodes.length} node${facts.nodes.length === 1 ? '' : 's'}`;
  return [
    `${style('bold', facts.name)}  track ${track.name} (Kubernetes ${track.kubernetes.range}, Flux ${track.flux.version}), ${nodes}`,
    '',
    style('dim', head!),
    ...lines,
  ].join('\n');
}

/** What is still to fill in, and what the lab needs from `secrets/`. */
export function openText(lab: Cluster, style: Style): string {
  const { openFacts, neededSecrets } = lab;
  const facts =
    openFacts.length > 0
      ? [
          `${style('yellow', 'to fill in')} in main.ts (example values; the lab renders, and must not be pushed to a server yet):`,
          ...tableLines(
            ['fact', 'now'],
            openFacts.map((fact) => [fact.path, fact.value]),
          )
            .slice(1)
            .map((line) => `  ${line}`),
        ]
      : [];
  const secrets = `${neededSecrets.length} secrets are needed in secrets/: npx hensteeth synth --secrets lists them`;
  return [...facts, secrets].join('\n');
}

/** The secrets that the lab needs, as a table. */
export function secretsText(lab: Cluster): string {
  const rows = lab.neededSecrets.map((secret) => [
    `${secret.namespace}/${secret.name}`,
    secret.keys.join(', '),
    secret.purpose,
  ]);
  return tableLines(['secret', 'keys', 'what for'], rows).join('\n');
}

/** What a write did, in one line, and the files that are not ours. */
export function writtenText(written: Written, milliseconds: number, style: Style): string {
  const { foreign } = written;
  const counts = `${written.written.length} written, ${written.removed.length} removed, ${written.unchanged.length} unchanged`;
  const lines = [`${style('green', '✓')} dist/ and flux/: ${counts} (${Math.round(milliseconds)} ms)`];
  const named = [...written.written.map((file) => `  + ${file}`), ...written.removed.map((file) => `  - ${file}`)];
  lines.push(...named.slice(0, 20));
  if (named.length > 20) lines.push(`  and ${named.length - 20} more`);
  for (const file of foreign) {
    lines.push(
      `${style('red', 'error')} ${file} [foreign-file]`,
      '  it was not rendered from main.ts, and Flux would apply it; it was left alone',
      `  ${style('green', 'fix:')} Move it out of the folder, or make a construct that renders it.`,
    );
  }
  return lines.join('\n');
}

/** Layers that a layer waits for and that none of the others waits for already. */
function directly(layer: Layer, order: LayerOrder): string[] {
  const waited = order.edges.get(layer)!.map((edge) => edge.to);
  const implied = new Set(waited.flatMap((to) => [...reached(to, order)]));
  return waited.filter((to) => !implied.has(to)).map((to) => to.name);
}

function reached(from: Layer, order: LayerOrder, seen = new Set<Layer>()): Set<Layer> {
  for (const { to } of order.edges.get(from) ?? []) {
    if (seen.has(to)) continue;
    seen.add(to);
    reached(to, order, seen);
  }
  return seen;
}

function list(items: readonly string[]): string {
  return items.length > 0 ? items.join(', ') : '-';
}
