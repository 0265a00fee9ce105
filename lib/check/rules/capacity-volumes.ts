import { nearest } from '../../values/nearest.ts';
import { bytesText } from '../capacity/amounts.ts';
import type { VolumeClaim } from '../capacity/claims.ts';
import { DeviceClasses } from '../capacity/device-classes.ts';
import type { Capacity, StoragePool } from '../capacity/usage.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import type { Report } from '../rule.ts';
import type { World } from '../world.ts';

const SHOWN = 4;

/** Claims, and what is to stay free, against the volume groups. */
export function* judgeVolumes(world: World, capacity: Capacity): Generator<Report> {
  if (capacity.pools.length === 0) return;
  const pools = new Map(capacity.pools.map((pool) => [pool.deviceClass, pool]));
  yield* judgeClasses(world, [...pools.keys()]);
  for (const claim of capacity.claims) {
    const pool = pools.get(claim.deviceClass);
    if (pool && claim.volumes > 0 && claim.bytes > pool.largestBytes) yield claimReport(claim, pool);
  }
  for (const pool of pools.values()) {
    if (pool.claimedBytes + pool.spareBytes > pool.sizeBytes) yield poolReport(pool, capacity.claims);
  }
}

/** Storage classes on device classes that no node has. */
function* judgeClasses(world: World, known: readonly string[]): Generator<Report> {
  const classes = new DeviceClasses(world);
  for (const subject of world.ofKind('StorageClass', 'storage.k8s.io')) {
    const deviceClass = classes.ofObject(subject);
    if (deviceClass === undefined || known.includes(deviceClass)) continue;
    const parameters = record(subject.manifest['parameters']);
    const key = Object.keys(parameters).find((each) => parameters[each] === deviceClass) ?? '';
    const meant = nearest(deviceClass, known);
    yield {
      code: 'capacity-device-class',
      subject,
      path: pathText(['parameters', key]),
      message: `device class '${deviceClass}' is on no node; expected one of ${known.join(', ')}: claims of this storage class stay Pending`,
      hint: meant ? `Did you mean '${meant}'?` : `Add a volume group with device class '${deviceClass}' to the facts.`,
    };
  }
}

function claimReport(claim: VolumeClaim, pool: StoragePool): Report {
  const place = claim.subject ? { subject: claim.subject, path: claim.path } : { path: pool.path };
  return {
    code: 'capacity-claim',
    ...place,
    message: `claim ${claim.name}${claim.subject ? '' : ` of layer '${claim.layer}'`} asks for ${bytesText(claim.bytes)}; expected at most ${bytesText(pool.largestBytes)}, what the largest volume group of device class '${pool.deviceClass}' has beside its spare: the claim stays Pending for ever`,
    hint: 'Claim less, or enlarge the volume group: one volume never spans two of them.',
  };
}

function poolReport(pool: StoragePool, claims: readonly VolumeClaim[]): Report {
  const own = claims.filter(({ deviceClass }) => deviceClass === pool.deviceClass);
  const most = own
    .sort((a, b) => b.bytes * b.volumes - a.bytes * a.volumes)
    .slice(0, SHOWN)
    .map(({ name, bytes, volumes }) => `${name} ${volumes === 1 ? '' : `${volumes} x `}${bytesText(bytes)}`);
  return {
    code: 'capacity-volume-group',
    path: pool.path,
    message: `claims on device class '${pool.deviceClass}' come to ${bytesText(pool.claimedBytes)}; expected at most ${bytesText(Math.max(0, pool.sizeBytes - pool.spareBytes))}, ${bytesText(pool.sizeBytes)} less ${bytesText(pool.spareBytes)} spare: the last ones stay Pending, and their pods with them`,
    hint: `Claim less, or give the volume group more. The largest are ${most.join(', ')}.`,
  };
}
