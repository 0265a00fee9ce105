import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What rendering and judging follow from. Tests and docs are not among them, nor what is rendered. */
const PARTS = [
  '.sops.yaml',
  'bin',
  'charts.lock.json',
  'imports',
  'lib',
  'main.ts',
  'package-lock.json',
  'secrets',
  'tsconfig.json',
];

/** A key that changes when a file that the lab follows from is added, removed or written, or Node is another. */
export function projectKey(root) {
  const hash = createHash('sha256').update(process.version);
  for (const part of PARTS) add(hash, root, part);
  return hash.digest('hex');
}

/** A key that changes when an archive of a chart is added to a folder, removed from it or written. */
export function mirrorKey(folder) {
  const hash = createHash('sha256').update(folder);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names.sort()) if (/\.tgz$|^index\.yaml$/.test(name)) add(hash, folder, name);
  return hash.digest('hex');
}

function add(hash, root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  else for (const name of readdirSync(join(root, path)).sort()) add(hash, root, `${path}/${name}`);
}
