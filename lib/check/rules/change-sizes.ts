import { judgeQuantity, Quantity } from '../../values/quantity.ts';
import { walk } from '../leaves.ts';
import { pathText, type Step, valueAt } from '../path.ts';
import { record } from '../pods.ts';
import { text } from '../read.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { Change } from './change-pairs.ts';

/** A place where storage is asked for. */
interface Size {
  readonly path: readonly Step[];
  readonly size: string;
}

const OPERATED = new Set(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler']);

/** Claims that became smaller. */
export function* judgeShrink(change: Change): Generator<Report> {
  for (const { before, after } of change.pairs) {
    for (const { path, size } of sizesOf(after)) {
      const was = valueAt(before.manifest, path);
      if (typeof was !== 'string' || !isLarger(size, was)) continue;
      const message = `${subjectName(after)} asks for ${size} where it asked for ${was}: a volume cannot be made smaller, and the change is refused`;
      const hint = `Write ${was}. For a smaller volume make a second claim, and copy the data.`;
      yield { code: 'change-shrink', subject: after, path: pathText(path), message, hint };
    }
  }
}

function sizesOf({ manifest }: Subject): Size[] {
  const { kind } = manifest;
  if (kind === 'PersistentVolumeClaim') return at(manifest, ['spec', 'resources', 'requests', 'storage']);
  if (kind === 'LogicalVolume') return at(manifest, ['spec', 'size']);
  if (kind !== 'StatefulSet' && kind !== 'HelmRelease' && !OPERATED.has(kind)) return [];
  const found: Size[] = [];
  walk(record(manifest['spec']), (value, path) => {
    if (typeof value === 'string' && isSizeOfClaim(kind, path)) found.push({ path: ['spec', ...path], size: value });
    return path[0] === 'template' ? false : undefined;
  });
  return found;
}

function at(manifest: Subject['manifest'], path: readonly Step[]): Size[] {
  const size = text(valueAt(manifest, path));
  return size === undefined ? [] : [{ path, size }];
}

/** In values the charts' own word for a claim is `persistence` or `storage`; elsewhere a claim is written out. */
function isSizeOfClaim(kind: string, path: readonly Step[]): boolean {
  const [last, ...above] = [...path].reverse();
  if (last === 'storage' && above[0] === 'requests') return true;
  return kind === 'HelmRelease' && last === 'size' && /persistence|storage|volume/i.test(spell(above[0]));
}

/** Whether `b` is more than `a`; not when either is no quantity. */
export function isLarger(a: string, b: string): boolean {
  if (judgeQuantity(a) || judgeQuantity(b)) return false;
  return Quantity.parse(b).compare(Quantity.parse(a)) > 0;
}
