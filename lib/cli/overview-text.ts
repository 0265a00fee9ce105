import type { Overview } from '../live/overview.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

const GIB = 2 ** 30;

/** The lab at a glance, for people. */
export function overviewText({ revision, layers, hosts, volumes, nodes }: Overview, style: Style): string {
  const ready = layers.filter(({ state }) => state === 'ready').length;
  return [
    `${style('bold', 'revision')} ${revision || 'none'}, ${ready} of ${layers.length} layers ready`,
    '',
    ...section(
      ['layer', 'state', ''],
      layers.map(({ name, state, waitsFor, message }) => [
        name,
        state,
        waitsFor.length > 0 ? `waits for ${waitsFor.join(', ')}` : message,
      ]),
      style,
    ),
    ...section(
      ['host', 'certificate'],
      hosts.map(({ host, secret, days }) => [
        host,
        secret === undefined ? 'none' : days === undefined ? 'not issued' : `${days} days more`,
      ]),
      style,
    ),
    ...section(
      ['volume', 'state', 'size', 'used'],
      volumes.map(({ claim, phase, size, used }) => [
        claim,
        phase,
        size,
        used === undefined ? '-' : `${Math.round(used * 100)} %`,
      ]),
      style,
    ),
    ...section(
      ['node', 'state', 'pods', 'cores', 'memory GiB'],
      nodes.map(({ name, isReady, pods, cores, bytes }) => [
        name,
        isReady ? 'ready' : 'not ready',
        pods,
        cores?.toFixed(2) ?? '-',
        bytes === undefined ? '-' : (bytes / GIB).toFixed(1),
      ]),
      style,
    ),
  ]
    .join('\n')
    .trimEnd();
}

function section(header: readonly string[], rows: readonly (readonly (string | number)[])[], style: Style): string[] {
  if (rows.length === 0) return [];
  const [head, ...lines] = tableLines(header, rows);
  return [style('dim', head!), ...lines, ''];
}
