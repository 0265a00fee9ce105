import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Serves the files of a folder on this machine alone, and writes its port to a file. */
const SERVER = `
const { createServer } = require('node:http');
const { readFile, writeFileSync, renameSync } = require('node:fs');
const [folder, portFile] = process.argv.slice(1);
const server = createServer((request, response) => {
  readFile(folder + '/' + request.url.split('/').pop(), (error, bytes) => {
    response.writeHead(error ? 404 : 200);
    response.end(error ? '' : bytes);
  });
});
server.listen(0, '127.0.0.1', () => {
  writeFileSync(portFile + '.part', String(server.address().port));
  renameSync(portFile + '.part', portFile);
});`;
const STEP = 20;
const STEPS = 500;

/** A chart repository on this machine. */
export interface Repository {
  readonly url: string;
  readonly stop: () => void;
}

/**
 * Serves the archives of a mirror as a chart repository, with the index that Helm makes of them.
 *
 * @param root folder for what is made
 * @throws Error when Helm makes no index, or the server does not start
 */
export function serveCharts(mirror: string, helm: string, root: string): Repository {
  const folder = join(root, 'repository');
  mkdirSync(folder);
  for (const name of readdirSync(mirror)) if (name.endsWith('.tgz')) cpSync(join(mirror, name), join(folder, name));
  const portFile = join(root, 'port');
  const server = spawn(process.execPath, ['-e', SERVER, folder, portFile], { stdio: 'ignore' });
  const stop = (): void => {
    server.kill();
  };
  // The bench runs one process at a time and waits for each: it hears of nothing, and looks.
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < STEPS && !existsSync(portFile); i++) Atomics.wait(pause, 0, 0, STEP);
  if (!existsSync(portFile)) {
    stop();
    throw new Error('the chart repository did not start');
  }
  const url = `http://127.0.0.1:${readFileSync(portFile, 'utf8')}`;
  const { status, stderr } = spawnSync(helm, ['repo', 'index', folder, '--url', url], { encoding: 'utf8' });
  if (status !== 0) {
    stop();
    throw new Error(`helm repo index: ${stderr}`);
  }
  return { url, stop };
}

/** Writes `dist/` and `flux/` as a repository of their own whose charts all come from one place. */
export function writeFluxTree(root: string, url: string): string {
  const tree = join(root, 'tree');
  for (const part of ['dist', 'flux']) cpSync(part, join(tree, part), { recursive: true });
  // The owner's secrets are not part of the comparison: an empty folder stands for them.
  mkdirSync(join(tree, 'secrets'), { recursive: true });
  writeFileSync(join(tree, 'secrets/kustomization.yaml'), 'kind: Kustomization\nresources: []\n');
  const sources = join(tree, 'flux/sources');
  for (const name of readdirSync(sources).filter((each) => each.startsWith('helmrepository-'))) {
    const file = join(sources, name);
    const text = readFileSync(file, 'utf8')
      .replace(/^ {2}type: oci\n/m, '')
      .replace(/^ {2}url: .*$/m, `  url: ${url}`);
    writeFileSync(file, text);
  }
  spawnSync('git', ['init', '--quiet', tree]);
  return tree;
}
