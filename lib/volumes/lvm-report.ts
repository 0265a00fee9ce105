import { list, record } from '../check/pods.ts';
import type { OldGroup, OldVolume } from './evidence.ts';
import { type Machine, MachineError } from './machine.ts';

type Row = Readonly<Record<string, string>>;

/** Rows of a report of LVM: every value is text. @throws MachineError when it is none */
function rowsOf(output: string, key: 'lv' | 'vg' | 'pv'): Row[] {
  try {
    const { report } = JSON.parse(output) as { report: unknown };
    return list(report).flatMap((each) => list(record(each)[key]).map((row) => record(row) as Row));
  } catch {
    throw new MachineError(`what LVM printed of its ${key}s is no report: ${JSON.stringify(output.slice(0, 80))}`);
  }
}

/** Volumes in what `lvs` printed. */
export function volumesIn(output: string): Omit<OldVolume, 'fileSystem'>[] {
  return rowsOf(output, 'lv').map((row) => ({
    uuid: row['lv_uuid'] ?? '',
    group: row['vg_name'] ?? '',
    name: row['lv_name'] ?? '',
    bytes: Number(row['lv_size']),
    tags: (row['lv_tags'] ?? '').split(',').filter((tag) => tag !== ''),
    created: timeOf(row['lv_time'] ?? ''),
    host: row['lv_host'] ?? '',
    layout: row['lv_layout'] ?? '',
    pool: row['pool_lv'] ?? '',
    origin: row['origin'] ?? '',
    isActive: row['lv_active'] === 'active',
  }));
}

/** UUIDs of volumes that something has open. What LVM cannot say counts as open, unless no device can be there. */
export function openIn(output: string, { hasDeviceMapper }: Pick<Machine, 'hasDeviceMapper'>): ReadonlySet<string> {
  const isOpen = (said: string | undefined) =>
    said === 'open' || (said !== '' && (said !== 'unknown' || hasDeviceMapper !== false));
  return new Set(
    rowsOf(output, 'lv')
      .filter((row) => isOpen(row['lv_device_open']))
      .map((row) => row['lv_uuid'] ?? ''),
  );
}

export function groupsIn(output: string): OldGroup[] {
  return rowsOf(output, 'vg').map((row) => ({
    name: row['vg_name'] ?? '',
    uuid: row['vg_uuid'] ?? '',
    bytes: Number(row['vg_size']),
    free: Number(row['vg_free']),
    extent: Number(row['vg_extent_size']),
    changes: Number(row['vg_seqno']),
  }));
}

export function disksIn(output: string) {
  return rowsOf(output, 'pv').map((row) => ({
    name: row['pv_name'] ?? '',
    uuid: row['pv_uuid'] ?? '',
    group: row['vg_name'] ?? '',
    bytes: Number(row['pv_size']),
  }));
}

/** `2026-11-23 02:30:52 +0000` as ISO 8601. */
function timeOf(text: string): string | undefined {
  const [, day, time, hours, minutes] = /^(\S+) (\S+) ([+-]\d\d)(\d\d)$/.exec(text) ?? [];
  const at = new Date(`${day}T${time}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
