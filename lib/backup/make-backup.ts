import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Api } from '../live/api.ts';
import { encrypted } from './age.ts';
import { BackupError, reasonOf } from './backup-error.ts';
import { piecesOf, readJson, sumsOf, writeStream, writeText } from './files.ts';
import { FOLDERS, MANIFEST, MAP_PART, type Manifest, type ManifestPart, type Method } from './manifest.ts';
import { BACKUP_METRICS, type BackupState, backupMetrics } from './metrics.ts';
import { fileName, stem } from './names.ts';
import type { Node } from './node.ts';
import type { LocalFile } from './place.ts';
import { prune, storeFile } from './store.ts';
import { knownMap, mapText } from './tag-volumes.ts';
import { packed } from './tar.ts';

/** What a backup is made with, beside the node. */
export interface BackupProps {
  readonly method: Method;
  readonly api: () => Promise<Pick<Api, 'get' | 'list'>>;
}

/** File that remembers that MicroK8s was stopped. */
export const STOPPED = 'hensteeth-backup-stopped';

/**
 * Makes a backup, stores it in every place, and forgets those that need not be kept. What it writes in the clear goes with the run.
 *
 * @returns whether every place has it
 * @throws BackupError when none was made
 */
export async function makeBackup(node: Node, props: BackupProps): Promise<boolean> {
  const { paths, say } = node;
  if (node.places.length === 0)
    throw new BackupError('this lab is not backed up', 'Take backup: false out of main.ts.');
  const at = node.now();
  const state = ((await readJson(paths.state)) ?? {}) as BackupState;
  const tell = async (now: BackupState, isWell: boolean) =>
    writeText(join(paths.metrics, BACKUP_METRICS), backupMetrics(now, at, isWell));
  try {
    await rm(paths.work, { recursive: true, force: true });
    await mkdir(paths.work, { recursive: true, mode: 0o700 });
    const { manifest, file } = await packedBackup(node, props, at);
    const name = basename(file.path);
    const failures = await stored(node, name, file, manifest);
    if (failures.length === node.places.length) throw failures[0]!;
    const { keys } = manifest;
    const success = { name, at: manifest.made, bytes: file.bytes, ...(keys !== undefined && { keys }) };
    // The timer of the volumes may have written it meanwhile.
    const now = { ...((await readJson(paths.state)) as BackupState | undefined), success };
    await writeText(paths.state, `${JSON.stringify(now)}\n`);
    await tell(now, failures.length === 0);
    for (const failure of failures) say(`error: ${failure.message}\n  fix: ${failure.hint}`);
    return failures.length === 0;
  } catch (error) {
    // Where the disk is full this fails, too; that the last good one grows old is told then.
    await tell(state, false).catch(() => undefined);
    throw error instanceof BackupError ? error : new BackupError(`no backup was made: ${reasonOf(error)}`, 'df -h');
  } finally {
    await rm(paths.work, { recursive: true, force: true });
  }
}

/** Takes all parts and encrypts them into one file. */
async function packedBackup(
  node: Node,
  { method, api }: BackupProps,
  at: Date,
): Promise<{ manifest: Manifest; file: LocalFile }> {
  const { paths, settings, microk8s, say } = node;
  const { lab } = settings;
  const { work } = paths;
  const version = await microk8s.version();
  const map = await knownMap(node, api);
  const datastore = method === 'dbctl' ? await dumped(node, at) : await standingStill(node);
  say(method === 'dbctl' ? `datastore: ${datastore.keys} keys` : 'datastore: its folder, while MicroK8s stood still');
  for (const folder of FOLDERS) await microk8s.pack(microk8s.folder, folder, join(work, `${folder}.tar.gz`));
  if (map) await writeFile(join(work, MAP_PART), mapText(map), { mode: 0o600 });
  const names = [datastore.name, ...FOLDERS.map((folder) => `${folder}.tar.gz`), ...(map ? [MAP_PART] : [])];
  const parts: ManifestPart[] = [];
  for (const name of names) {
    const { bytes, sha256 } = await sumsOf(piecesOf(join(work, name)));
    parts.push({ name, bytes, sha256 });
  }
  const manifest: Manifest = {
    version: 1,
    kind: 'hensteeth-backup',
    lab,
    node: settings.node,
    cluster: map?.cluster ?? '',
    made: at.toISOString(),
    method,
    microk8s: version,
    datastore: datastore.name,
    keys: datastore.keys,
    parts,
    volumes: (map?.volumes ?? []).flatMap(({ namespace, claim, uuid }) =>
      uuid === undefined ? [] : [{ claim: `${namespace}/${claim}`, uuid }],
    ),
  };
  const path = join(work, fileName('backup', lab, at));
  const head = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  const files = parts.map(({ name, bytes }) => ({ name, bytes, content: piecesOf(join(work, name)) }));
  const all = packed([{ name: MANIFEST, bytes: head.length, content: [head] }, ...files], at);
  const sums = await writeStream(path, await encrypted(settings.recipients, all));
  return { manifest, file: { path, ...sums } };
}

interface Datastore {
  readonly name: string;
  readonly keys: number | undefined;
}

async function dumped({ microk8s, paths, settings }: Node, at: Date): Promise<Datastore> {
  // The name is in the file, too: it must stay as it is for as long as the file is to be restored.
  const { file, keys } = await microk8s.dump(paths.work, stem(settings.lab, at).toLowerCase());
  return { name: basename(file), keys };
}

async function standingStill({ microk8s, paths }: Node): Promise<Datastore> {
  const name = 'backend.tar.gz';
  await microk8s.stopped(join(paths.work, '..', STOPPED), () =>
    microk8s.pack(join(microk8s.backend, '..'), 'backend', join(paths.work, name)),
  );
  return { name, keys: undefined };
}

/** Stores in every place; one that fails does not keep the others from having it. */
async function stored(node: Node, name: string, file: LocalFile, manifest: Manifest): Promise<BackupError[]> {
  const { settings, places, say } = node;
  const { lab, method, keys, volumes } = manifest;
  const failures: BackupError[] = [];
  for (const place of places) {
    try {
      const more = { lab, method, ...(keys !== undefined && { keys }), volumes: volumes.length };
      await storeFile(place, name, file, more);
      say(`${place.name}: ${name}, ${file.bytes} bytes`);
      for (const gone of await prune(place, lab, settings.keep)) say(`${place.name}: ${gone} is not kept any longer`);
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      failures.push(error);
    }
  }
  return failures;
}
