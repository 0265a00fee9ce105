import { relative, resolve } from 'node:path';
import { writeWhole } from '../core/write.ts';
import { collect } from '../volumes/collect.ts';
import { FOLDERS } from '../volumes/kubelet.ts';
import type { Context, ExitCode } from './context.ts';
import type { LiveOptions } from './live.ts';
import { withProgress } from './progress.ts';
import { readingLines } from './reading-lines.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';
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
        machine: machineOf(options),
        now: new Date(),
        folders,
        ...(options.hashes && { onReading: readingLines() }),
      }),
    );
    const file = resolve(context.cwd, options.out);
    writeWhole(file, `${JSON.stringify(evidence, undefined, 2)}\n`);
    const read = evidence.volumes.filter(({ content }) => content !== undefined);
    const tagged = evidence.volumes.filter(({ tags }) => tags.some((tag) => tag.startsWith('k8s.pvc=')));
    const lines = [
      `${paint('green', '✓')} ${relative(context.cwd, file)}: ${evidence.volumes.length} volumes of ${evidence.groups.length} groups, ` +
        `${tagged.length} with tags, ${evidence.published.length} known to kubelet, ${evidence.map ? `a map of ${evidence.map.volumes.length}` : 'no map'}${options.hashes ? `, content of ${read.length} read` : ''}`,
      ...evidence.notRead.map(({ what, why }) => `${paint('yellow', '-')} not read: ${what}: ${why}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return evidence.notRead.length > 0 || evidence.volumes.length === 0 ? 1 : 0;
  } catch (error) {
    return refused(error);
  }
}
