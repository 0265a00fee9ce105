import { relative, resolve } from 'node:path';
import { writeWhole } from '../core/write.ts';
import { collect } from '../volumes/collect.ts';
import type { Evidence } from '../volumes/evidence.ts';
import { FOLDERS } from '../volumes/kubelet.ts';
import type { Context, ExitCode } from './context.ts';
import type { LiveOptions } from './live.ts';
import { withProgress } from './progress.ts';
import { readingLines } from './reading-lines.ts';
import { refused } from './refused.ts';
import { type Style, styleOf } from './style.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { machineOf } from './volumes-machine.ts';

/** What `hensteeth volumes collect` can be told. */
export interface CollectOptions extends LiveOptions {
  readonly out: string;
  readonly kubeletDir?: string;
  readonly hashes?: boolean;
}

/** Gathers every witness into one file. */
export async function runVolumesCollect(context: Context, options: CollectOptions): Promise<ExitCode> {
  const paint = styleOf(process.stdout);
  try {
    const folders = { ...FOLDERS, ...(options.kubeletDir !== undefined && { kubelet: options.kubeletDir }) };
    const evidence = await withProgress(
      'reading the machine',
      collect({
        machine: untilInterrupted(machineOf(options)),
        now: new Date(),
        folders,
        ...(options.hashes && { onReading: readingLines() }),
      }),
    );
    const file = resolve(context.cwd, options.out);
    writeWhole(file, `${JSON.stringify(evidence, undefined, 2)}\n`);
    process.stdout.write(`${collectedText(evidence, relative(context.cwd, file), paint)}\n`);
    return evidence.notRead.length > 0 || evidence.volumes.length === 0 ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}

/** What was collected, for people. */
export function collectedText(
  { volumes, groups, published, map, notRead }: Evidence,
  file: string,
  paint: Style,
): string {
  const tagged = volumes.filter(({ tags }) => tags.some((tag) => tag.startsWith('k8s.pvc=')));
  const read = volumes.filter(({ content }) => content !== undefined);
  const found = [
    `${volumes.length} volumes of ${groups.length} groups`,
    `${tagged.length} with tags`,
    `${published.length} known to kubelet`,
    map ? `a map of ${map.volumes.length}` : 'no map',
    ...(read.length > 0 ? [`content of ${read.length} read`] : []),
  ];
  return [
    `${paint('green', '✓')} ${file}: ${found.join(', ')}`,
    ...notRead.map(({ what, why }) => `${paint('yellow', '-')} not read: ${what}: ${why}`),
  ].join('\n');
}
