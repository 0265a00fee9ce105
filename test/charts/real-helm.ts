import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinnedHelm } from '../../lib/charts/helm-program.ts';
import type { ReleaseToRender } from '../../lib/charts/render-release.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import { helm } from '../../lib/tools/tools.ts';

/** The Helm that the tests share. */
export const realHelm = pinnedHelm();

/** Time for Helm to be built, once. */
export const BUILD_TIMEOUT = 600_000;

/** `describe`, or `describe.skip` on a machine that can neither find nor build Helm: the reason is printed. */
export function describeWithHelm(name: string, tests: () => void): void {
  const why = whyNoTool(helm);
  if (why !== undefined) process.stderr.write(`skipped: ${name}: ${why}\n`);
  (why === undefined ? describe : describe.skip)(name, tests);
}

const scratch: string[] = [];

/** A new folder that `removeScratch` takes away. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  scratch.push(folder);
  return folder;
}

export function removeScratch(): void {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Path of a chart among the fixtures. */
export function chart(name: string): string {
  return join('test/fixtures/charts', name);
}

/** A release of a chart with an empty cache of its own. */
export function releaseOf(archive: string, more: Partial<ReleaseToRender> = {}): ReleaseToRender {
  const rest = { release: 'r', namespace: 'space', values: {}, kubernetes: '1.27.4', cache: newFolder(), ...more };
  return { helm: realHelm, archive, ...rest };
}
