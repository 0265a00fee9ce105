import { dashboard } from './dashboard.ts';
import type { DashboardModel } from './model.ts';
import { barGauge, gauge, type Row, row, stat, timeseries } from './panel.ts';
import { DAY, equals, forecast, rate, type Selector, selector, timeUntilEmpty } from './promql.ts';
import { worseAbove, worseBelow } from './threshold.ts';

/** What the node dashboard takes. */
export interface NodeDashboardOptions {
  /** The uid of the Prometheus data source. */
  readonly dataSourceUid: string;
  /**
   * The dashboard's own uid.
   * @default 'lab-node'
   */
  readonly uid?: string;
  /** @default 'Node' */
  readonly title?: string;
  /**
   * Value of the `job` label of the node-exporter's series.
   * @default 'node-exporter', as the Bitnami kube-prometheus chart labels them
   */
  readonly job?: string;
  /**
   * Days that the forecast of the file systems looks ahead.
   * @default 7
   */
  readonly forecastDays?: number;
}

/** Loops and device-mapper volumes repeat the traffic of the disk under them. */
const DISKS = 'device!~"loop.*|dm-.*|sr.*"';
/** Pod and bridge interfaces repeat the traffic of the machine's own. */
const INTERFACES = 'device!~"lo|veth.*|cali.*|cni.*|docker.*|br-.*|vxlan.*|flannel.*|tunl.*"';
/** Volumes of pods are the storage dashboard's; the rest is memory or an image, full by design. */
const FILESYSTEMS = ['fstype!~"tmpfs|ramfs|overlay|squashfs|nsfs|autofs|fuse.*"', 'mountpoint!~".*/kubelet/.+"'];
/** Time in these modes is a processor's spare time: waiting for a disk keeps no other work from running. */
const SPARE = 'mode=~"idle|iowait"';

/** One machine, by the series of the node-exporter: processor, memory, disks, file systems, network, heat, clock. */
export function nodeDashboard(options: NodeDashboardOptions): DashboardModel {
  const { dataSourceUid, uid = 'lab-node', title = 'Node', job = 'node-exporter', forecastDays = 7 } = options;
  const node = selector(equals('job', job), 'instance="$instance"');
  return dashboard({
    uid,
    title,
    description: 'One machine of the lab: how busy it is, how full it is, and what runs out next.',
    dataSourceUid,
    tags: ['lab', 'node'],
    variables: [{ name: 'instance', label: 'Node', series: `node_uname_info{${equals('job', job)}}` }],
    rows: [
      glance(node),
      processor(node),
      memory(node),
      disks(node),
      filesystems(node, forecastDays),
      network(node),
      machine(node),
    ],
  });
}

function glance(node: Selector): Row {
  const total = node('node_memory_MemTotal_bytes');
  return row('At a glance', [
    gauge({
      title: 'Processor busy',
      description: 'Share of all cores that is at work. Waiting for a disk does not count as work.',
      unit: 'percentunit',
      thresholds: worseAbove(0.7, 0.9),
      queries: [{ expr: `1 - sum(avg by (mode) (${rate(node('node_cpu_seconds_total', SPARE))}))` }],
    }),
    gauge({
      title: 'Memory in use',
      description: 'Share of memory that could not be given to a new pod: all but free memory and droppable caches.',
      unit: 'percentunit',
      thresholds: worseAbove(0.8, 0.92),
      queries: [{ expr: `1 - ${node('node_memory_MemAvailable_bytes')} / ${total}` }],
    }),
    gauge({
      title: 'Fullest file system',
      description: 'Used share of the file system with the least room. From 85 % on the kubelet deletes unused images.',
      unit: 'percentunit',
      thresholds: worseAbove(0.75, 0.85),
      queries: [{ expr: `max(${usedShare(node)})` }],
    }),
    stat({
      title: 'Load for each core',
      description: 'Tasks that run or want to, over five minutes, divided by cores. Above 1 they wait for each other.',
      unit: 'short',
      decimals: 2,
      sparkline: true,
      thresholds: worseAbove(1, 2),
      queries: [{ expr: `sum(${node('node_load5')}) / ${cores(node)}` }],
    }),
    stat({
      title: 'Up since boot',
      description: 'Time since the machine started. Orange within the first hour: what else restarted?',
      unit: 'dtdurations',
      decimals: 0,
      thresholds: worseBelow(0, 3600),
      queries: [{ expr: `${node('node_time_seconds')} - ${node('node_boot_time_seconds')}` }],
    }),
    stat({
      title: 'Clock',
      description: 'Whether the kernel trusts its clock. Certificates and logins fail on a clock that is far off.',
      unit: 'none',
      words: { 0: { text: 'adrift', color: 'red' }, 1: { text: 'in sync', color: 'green' } },
      queries: [{ expr: node('node_timex_sync_status') }],
    }),
  ]);
}

function processor(node: Selector): Row {
  const pressure = (what: string) => rate(node(`node_pressure_${what}_waiting_seconds_total`));
  return row('Processor', [
    timeseries({
      title: 'Busy by mode',
      description: 'Share of all cores by what they do. Much "steal" is the hypervisor, much "iowait" a slow disk.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      stack: true,
      queries: [
        { expr: `avg by (mode) (${rate(node('node_cpu_seconds_total', 'mode!="idle"'))})`, legend: '{{mode}}' },
      ],
    }),
    timeseries({
      title: 'Load and cores',
      description: 'Tasks that run, want to run, or wait for a disk. Over the dashed line there are more than cores.',
      unit: 'short',
      min: 0,
      queries: [
        { expr: node('node_load1'), legend: '1 minute' },
        { expr: node('node_load5'), legend: '5 minutes' },
        { expr: node('node_load15'), legend: '15 minutes' },
        { expr: cores(node), legend: 'cores', dashed: true },
      ],
    }),
    timeseries({
      title: 'Time lost waiting',
      description: 'Share of time in which at least one task was held up for want of a core, memory or a disk.',
      unit: 'percentunit',
      min: 0,
      queries: [
        { expr: pressure('cpu'), legend: 'for a core' },
        { expr: pressure('memory'), legend: 'for memory' },
        { expr: pressure('io'), legend: 'for a disk' },
      ],
    }),
    timeseries({
      title: 'Temperature',
      description: 'Every sensor that the kernel knows. Virtual machines have none.',
      unit: 'celsius',
      noValue: 'no sensor',
      queries: [
        { expr: node('node_hwmon_temp_celsius'), legend: '{{chip}} {{sensor}}' },
        { expr: node('node_thermal_zone_temp'), legend: '{{type}} {{zone}}' },
      ],
    }),
  ]);
}

function memory(node: Selector): Row {
  const available = node('node_memory_MemAvailable_bytes');
  const total = node('node_memory_MemTotal_bytes');
  const cached = ['Cached', 'Buffers', 'SReclaimable'].map((part) => node(`node_memory_${part}_bytes`));
  return row('Memory', [
    timeseries({
      title: 'Memory',
      description:
        'Cached memory can mostly be dropped, so it counts as available. As available ends, pods are killed.',
      unit: 'bytes',
      min: 0,
      queries: [
        { expr: `${total} - ${available}`, legend: 'used' },
        { expr: cached.join(' + '), legend: 'cached' },
        { expr: available, legend: 'available' },
        { expr: total, legend: 'total', dashed: true },
      ],
    }),
    timeseries({
      title: 'Swap',
      description: 'Memory moved out to disk. Kubernetes wants none: a total of 0 is as it should be.',
      unit: 'bytes',
      min: 0,
      queries: [
        { expr: `${node('node_memory_SwapTotal_bytes')} - ${node('node_memory_SwapFree_bytes')}`, legend: 'used' },
        { expr: node('node_memory_SwapTotal_bytes'), legend: 'total', dashed: true },
      ],
    }),
    timeseries({
      title: 'Pages swapped',
      description: 'Pages to and from swap. Both at once for long means that memory is short for what runs.',
      unit: 'cps',
      min: 0,
      queries: [
        { expr: rate(node('node_vmstat_pswpin')), legend: 'in' },
        { expr: rate(node('node_vmstat_pswpout')), legend: 'out' },
      ],
    }),
    timeseries({
      title: 'Killed for memory',
      description: 'Processes that the kernel killed, for a limit of their own or for the whole machine.',
      unit: 'short',
      min: 0,
      queries: [{ expr: `increase(${node('node_vmstat_oom_kill')}[$__rate_interval])`, legend: 'killed' }],
    }),
  ]);
}

function disks(node: Selector): Row {
  const disk = (metric: string) => rate(node(`node_disk_${metric}`, DISKS));
  const latency = (way: string) => `${disk(`${way}_time_seconds_total`)} / (${disk(`${way}s_completed_total`)} > 0)`;
  return row('Disks', [
    timeseries({
      title: 'Disk traffic',
      description: 'Bytes by disk: read above the line, written below it.',
      unit: 'binBps',
      queries: [
        { expr: disk('read_bytes_total'), legend: '{{device}} read' },
        { expr: `-${disk('written_bytes_total')}`, legend: '{{device}} written' },
      ],
    }),
    timeseries({
      title: 'Disk operations',
      description: 'Requests by disk: read above the line, written below it. A spinning disk ends near 150.',
      unit: 'iops',
      queries: [
        { expr: disk('reads_completed_total'), legend: '{{device}} read' },
        { expr: `-${disk('writes_completed_total')}`, legend: '{{device}} written' },
      ],
    }),
    timeseries({
      title: 'Disk latency',
      description: 'Mean time of a request, queue included. Writes beyond 10 ms slow the database of the cluster.',
      unit: 's',
      min: 0,
      queries: [
        { expr: latency('read'), legend: '{{device}} read' },
        { expr: latency('write'), legend: '{{device}} write' },
      ],
    }),
    timeseries({
      title: 'Disk at work',
      description: 'Share of time with a request under way. At 100 % a spinning disk is full; a solid one may not be.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: disk('io_time_seconds_total'), legend: '{{device}}' }],
    }),
  ]);
}

function filesystems(node: Selector, days: number): Row {
  const filesystem = (metric: string) => node(`node_filesystem_${metric}`, ...FILESYSTEMS);
  const avail = filesystem('avail_bytes');
  const ahead = `1 - ${forecast(avail, days * DAY)} / ${filesystem('size_bytes')}`;
  return row('File systems', [
    timeseries({
      title: 'File systems used',
      description: `Used share, with what root keeps back. Dashed: in ${days} days, at the pace of the last day.`,
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [
        { expr: usedShare(node), legend: '{{mountpoint}}' },
        { expr: `clamp(${ahead}, 0, 1)`, legend: `{{mountpoint}} in ${days} days`, dashed: true },
      ],
    }),
    stat({
      title: 'Time until full',
      description: 'At the pace of the last day. Only what fills up within a year is shown.',
      unit: 'dtdurations',
      decimals: 0,
      width: 6,
      height: 8,
      thresholds: worseBelow(3 * DAY, 14 * DAY),
      noValue: 'over a year',
      queries: [{ expr: timeUntilEmpty(avail), legend: '{{mountpoint}}' }],
    }),
    barGauge({
      title: 'Inodes used',
      description: 'A file system without a free inode takes no new file, however many bytes are free.',
      unit: 'percentunit',
      width: 6,
      thresholds: worseAbove(0.8, 0.95),
      queries: [
        {
          expr: `1 - ${filesystem('files_free')} / (${filesystem('files')} > 0)`,
          legend: '{{mountpoint}}',
        },
      ],
    }),
  ]);
}

function network(node: Selector): Row {
  const link = (metric: string) => rate(node(`node_network_${metric}_total`, INTERFACES));
  return row('Network', [
    timeseries({
      title: 'Network traffic',
      description: 'Bits by interface: received above the line, sent below it.',
      unit: 'bps',
      queries: [
        { expr: `8 * ${link('receive_bytes')}`, legend: '{{device}} received' },
        { expr: `-8 * ${link('transmit_bytes')}`, legend: '{{device}} sent' },
      ],
    }),
    timeseries({
      title: 'Network errors',
      description: 'Broken packets point at a cable or a port; dropped ones at a full queue. Both belong at zero.',
      unit: 'pps',
      min: 0,
      queries: [
        { expr: link('receive_errs'), legend: '{{device}} broken, received' },
        { expr: link('transmit_errs'), legend: '{{device}} broken, sent' },
        { expr: link('receive_drop'), legend: '{{device}} dropped, received' },
        { expr: link('transmit_drop'), legend: '{{device}} dropped, sent' },
      ],
    }),
  ]);
}

function machine(node: Selector): Row {
  return row('Clock and boots', [
    timeseries({
      title: 'Clock offset',
      description: 'Distance from the time servers, and the most that it can be. Beyond a second logins fail.',
      unit: 's',
      queries: [
        { expr: node('node_timex_offset_seconds'), legend: 'offset' },
        { expr: node('node_timex_maxerror_seconds'), legend: 'at most', dashed: true },
      ],
    }),
    timeseries({
      title: 'Uptime',
      description: 'Time since boot. Each fall to zero is a restart.',
      unit: 'dtdurations',
      min: 0,
      queries: [{ expr: `${node('node_time_seconds')} - ${node('node_boot_time_seconds')}`, legend: 'uptime' }],
    }),
  ]);
}

function cores(node: Selector): string {
  return `count(${node('node_cpu_seconds_total', 'mode="idle"')})`;
}

function usedShare(node: Selector): string {
  const filesystem = (metric: string) => node(`node_filesystem_${metric}`, ...FILESYSTEMS);
  return `1 - ${filesystem('avail_bytes')} / ${filesystem('size_bytes')}`;
}
