import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Api } from '../live/api.ts';
import { mapOf } from '../volumes/live-map.ts';
import { mapOn } from '../volumes/machine-map.ts';
import type { VolumeMap } from '../volumes/volume-map.ts';
import { encrypted } from './age.ts';
import { reasonOf } from './backup-error.ts';
import { readJson, writeStream, writeText } from './files.ts';
import { type BackupState, VOLUME_METRICS, volumeMetrics } from './metrics.ts';
import { fileName } from './names.ts';
import type { Node } from './node.ts';
import { prune, storeFile } from './store.ts';

type Asked = Pick<Api, 'get' | 'list'>;

/**
 * Writes onto the volumes whose they are, and into a file beside them; the file also goes, encrypted, to where backups are kept
 * whenever it says something new.
 *
 * @returns whether all of it was done
 * @throws ApiError, MachineError, BackupError
 */
export async function tagVolumes(node: Node, api: Asked): Promise<boolean> {
  const { paths, settings, now, say } = node;
  const { map, odd, ran } = await mapOn(node.machine, (found) => mapOf(api, settings, found), true);
  for (const line of odd) say(`warning: ${line}`);
  for (const line of ran) say(`ran: ${line}`);
  const text = mapText(map);
  if ((await readFile(paths.map, 'utf8').catch(() => undefined)) !== text) await writeText(paths.map, text);
  const at = now();
  const isStored = await storeMap(node, text, at);
  await writeText(join(paths.metrics, VOLUME_METRICS), volumeMetrics(at, map.volumes.length, isStored));
  say(`${map.volumes.length} volumes, ${ran.length} tags written or removed`);
  return isStored;
}

/** The map as a file. */
export function mapText(map: VolumeMap): string {
  return `${JSON.stringify(map, undefined, 2)}\n`;
}

/** Stores the map unless it is stored as it is. @returns whether every place has it */
async function storeMap({ paths, settings, places, say }: Node, text: string, at: Date): Promise<boolean> {
  const hash = createHash('sha256').update(text).digest('hex');
  const state = ((await readJson(paths.state)) ?? {}) as BackupState;
  if (places.length === 0 || state.map === hash) return true;
  const { lab } = settings;
  const name = fileName('map', lab, at);
  const folder = `${paths.work}-map`;
  let isStored = true;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, name);
    const sums = await writeStream(path, await encrypted(settings.recipients, pieces(text)));
    for (const place of places) {
      try {
        await storeFile(place, name, { path, ...sums }, { lab });
        await prune(place, lab, settings.keep);
        say(`${place.name}: ${name}`);
      } catch (error) {
        isStored = false;
        say(`error: ${reasonOf(error)}`);
      }
    }
  } catch (error) {
    isStored = false;
    say(`error: the map of volumes is not stored: ${reasonOf(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (isStored) await writeText(paths.state, `${JSON.stringify({ ...state, map: hash })}\n`);
  return isStored;
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** The map as the node has it: from the cluster, else as it was last written. */
export async function knownMap(node: Node, api: () => Promise<Asked>): Promise<VolumeMap | undefined> {
  try {
    const asked = await api();
    const read = (found: Parameters<typeof mapOf>[2]) => mapOf(asked, node.settings, found);
    return (await mapOn(node.machine, read, false)).map;
  } catch (error) {
    node.say(`warning: the map of volumes is the one of the last run: ${reasonOf(error)}`);
    return (await readJson(node.paths.map)) as VolumeMap | undefined;
  }
}
