import type { Manifest } from '../backup/manifest.ts';
import type { StoredAt } from '../backup/source.ts';
import type { Stored } from '../backup/store.ts';
import { bytesText } from '../check/capacity/amounts.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

const HOUR = 3_600_000;
/** The same as the alert. */
export const TOO_OLD = 26 * HOUR;

/** What is stored, place by place. */
export function listText(all: readonly StoredAt[], now: Date, paint: Style): string {
  return all
    .map(({ place, files }) => {
      const backups = files.filter(({ kind }) => kind === 'backup');
      const maps = files.filter(({ kind, isGood }) => kind === 'map' && isGood);
      const newest = backups.find(({ isGood }) => isGood);
      const rows = backups.map((file) => rowOf(file, now));
      return [
        paint('bold', place),
        ...(rows.length === 0 ? [] : tableLines(['backup', 'age', 'size', 'keys', 'volumes', 'state'], rows)),
        `maps of volumes: ${maps.length}${maps[0] ? `, the newest ${ageText(maps[0].at, now)} old` : ''}`,
        freshness(newest, now, paint),
        '',
      ].join('\n');
    })
    .join('\n');
}

function rowOf({ name, at, bytes, note, why }: Stored, now: Date): string[] {
  const count = (value: number | undefined) => (value === undefined ? '-' : String(value));
  return [
    name,
    ageText(at, now),
    bytesText(bytes),
    count(note?.keys),
    count(note?.volumes),
    why === undefined ? 'good' : `not good: ${why}`,
  ];
}

function freshness(newest: Stored | undefined, now: Date, paint: Style): string {
  if (!newest) return paint('red', '✗ no good backup is here');
  const age = now.getTime() - newest.at.getTime();
  return age < TOO_OLD
    ? paint('green', `✓ the newest good one is ${ageText(newest.at, now)} old`)
    : paint('red', `✗ the newest good one is ${ageText(newest.at, now)} old; one is made every day`);
}

function ageText(at: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - at.getTime()) / HOUR);
  if (hours < 0) return 'in the future';
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

/** What a backup holds. */
export function showText(manifest: Manifest, name: string): string {
  const { node, cluster, made, method, microk8s, keys, parts, volumes } = manifest;
  const datastore =
    method === 'dbctl' ? `${keys} keys, written by microk8s dbctl` : 'its folder, copied while MicroK8s stood still';
  const rows = parts.map(({ name: part, bytes, sha256 }) => [part, bytesText(bytes), sha256.slice(0, 16)]);
  return [
    `${name.split('/').at(-1)!}: whole, every sum is right`,
    `made       ${made} on ${node}, MicroK8s ${microk8s.version} (${microk8s.revision})`,
    `cluster    ${cluster || 'not asked'}`,
    `datastore  ${datastore}`,
    `volumes    ${volumes.length} in the map`,
    '',
    ...tableLines(['part', 'size', 'sha256'], rows),
    '',
  ].join('\n');
}

/** What a restore does, before it is done. */
export function restoreText(manifest: Manifest, machine: string, recorded: string | undefined): string {
  const { made, microk8s, keys, cluster } = manifest;
  const datastore =
    keys === undefined
      ? 'put its folder of the datastore into place; the one that is there is kept beside it'
      : `put ${keys} keys back into the datastore, with Kubernetes stopped, so that nobody sees half of it`;
  const steps = [
    'send it over ssh, decrypted in passing, and compare every sum there again',
    'stop MicroK8s',
    'put certs, credentials and args into place where they differ; what is there is kept beside them',
    datastore,
    'start MicroK8s, and wait until Kubernetes answers',
  ];
  const other =
    recorded !== undefined && cluster !== '' && recorded !== cluster
      ? [`note: it is of cluster ${cluster}; cluster.json has ${recorded}`]
      : [];
  return [
    `the backup of ${made}, of MicroK8s ${microk8s.version}, is whole; on ${machine} this would be done:`,
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
    ...other,
    '',
  ].join('\n');
}
