import { dashboard } from './dashboard.ts';
import type { DashboardModel } from './model.ts';
import { barGauge, gauge, type Row, row, stat, timeseries } from './panel.ts';
import { DAY, equals, forecast, type Selector, selector, timeUntilEmpty } from './promql.ts';
import { worseAbove, worseBelow } from './threshold.ts';

/** What the storage dashboard takes. */
export interface StorageDashboardOptions {
  /** The uid of the Prometheus data source. */
  readonly dataSourceUid: string;
  /**
   * The dashboard's own uid.
   * @default 'lab-storage'
   */
  readonly uid?: string;
  /** @default 'Storage' */
  readonly title?: string;
  /**
   * Value of the `job` label of the kubelet's series.
   * @default 'kubelet', as the Bitnami kube-prometheus chart labels them
   */
  readonly kubeletJob?: string;
  /**
   * Value of the `job` label of the TopoLVM node's series: namespace and name of the PodMonitor that finds it.
   * @default 'monitoring/topolvm-node'
   */
  readonly topolvmJob?: string;
  /**
   * Days that the forecast of the claims looks ahead.
   * @default 7
   */
  readonly forecastDays?: number;
}

const CLAIM = '{{namespace}}/{{persistentvolumeclaim}}';
const GROUP = '{{node}} {{device_class}}';

/** The claims of the cluster, by the kubelet's series, and the volume groups that they are cut from, by TopoLVM's. */
export function storageDashboard(options: StorageDashboardOptions): DashboardModel {
  const { dataSourceUid, uid = 'lab-storage', title = 'Storage', forecastDays = 7 } = options;
  const kubeletJob = equals('job', options.kubeletJob ?? 'kubelet');
  const topolvmJob = equals('job', options.topolvmJob ?? 'monitoring/topolvm-node');
  const kubelet = selector(kubeletJob, 'instance=~"$instance"', 'namespace=~"$namespace"');
  const topolvm = selector(topolvmJob, 'device_class=~"$device_class"');
  const claims: Selector = (metric) => `max by (namespace, persistentvolumeclaim) (${kubelet(metric)})`;
  // The instance of a TopoLVM pod is its address, which a restart changes: the node is what lasts.
  const groups: Selector = (metric) => `max by (node, device_class) (${topolvm(metric)})`;
  const capacity = `kubelet_volume_stats_capacity_bytes{${kubeletJob}}`;
  return dashboard({
    uid,
    title,
    description: 'Where data lives: how full each claim is, when it will be full, and what is left to hand out.',
    dataSourceUid,
    tags: ['lab', 'storage'],
    from: 'now-7d',
    variables: [
      { name: 'instance', label: 'Kubelet', series: capacity, multi: true },
      { name: 'namespace', label: 'Namespace', series: capacity, multi: true },
      {
        name: 'device_class',
        label: 'Device class',
        series: `topolvm_volumegroup_size_bytes{${topolvmJob}}`,
        multi: true,
      },
    ],
    rows: [
      glance(claims, groups),
      claimsRow(claims, kubelet, forecastDays),
      inodes(claims),
      volumeGroups(claims, groups),
    ],
  });
}

function claimShare(claims: Selector): string {
  return `${claims('kubelet_volume_stats_used_bytes')} / ${claims('kubelet_volume_stats_capacity_bytes')}`;
}

function inodeShare(claims: Selector): string {
  return `${claims('kubelet_volume_stats_inodes_used')} / (${claims('kubelet_volume_stats_inodes')} > 0)`;
}

function groupShare(groups: Selector): string {
  return `1 - ${groups('topolvm_volumegroup_available_bytes')} / ${groups('topolvm_volumegroup_size_bytes')}`;
}

function glance(claims: Selector, groups: Selector): Row {
  return row('At a glance', [
    gauge({
      title: 'Fullest claim',
      description: 'Used share of the claim with the least room. A database that cannot write stops.',
      unit: 'percentunit',
      thresholds: worseAbove(0.75, 0.9),
      queries: [{ expr: `max(${claimShare(claims)})` }],
    }),
    gauge({
      title: 'Fullest volume group',
      description:
        'Share of the volume group that is handed out or kept spare. At 100 % no claim can be made or grown.',
      unit: 'percentunit',
      thresholds: worseAbove(0.8, 0.95),
      queries: [{ expr: `max(${groupShare(groups)})` }],
    }),
    stat({
      title: 'Mounted claims',
      description: 'Claims that a running pod has mounted. The kubelet measures no others.',
      unit: 'short',
      sparkline: true,
      queries: [{ expr: `count(${claims('kubelet_volume_stats_capacity_bytes')})` }],
    }),
    stat({
      title: 'Claims nearly full',
      description: 'Claims over 85 %. Grow them: TopoLVM does so without a restart.',
      unit: 'short',
      thresholds: worseAbove(1, 3),
      queries: [{ expr: `count(${claimShare(claims)} > 0.85) or vector(0)` }],
    }),
    stat({
      title: 'Size of all claims',
      description: 'What the mounted claims may hold together.',
      unit: 'bytes',
      sparkline: true,
      queries: [{ expr: `sum(${claims('kubelet_volume_stats_capacity_bytes')})` }],
    }),
    stat({
      title: 'Left to hand out',
      description: 'Room for new claims and for growth in all volume groups together, less what TopoLVM keeps spare.',
      unit: 'bytes',
      sparkline: true,
      thresholds: worseBelow(5 * 2 ** 30, 20 * 2 ** 30),
      queries: [{ expr: `sum(${groups('topolvm_volumegroup_available_bytes')})` }],
    }),
  ]);
}

function claimsRow(claims: Selector, kubelet: Selector, days: number): Row {
  const available = kubelet('kubelet_volume_stats_available_bytes');
  const perClaim = (expr: string) => `max by (namespace, persistentvolumeclaim) (${expr})`;
  const used = forecast(kubelet('kubelet_volume_stats_used_bytes'), days * DAY);
  const ahead = `${used} / ${kubelet('kubelet_volume_stats_capacity_bytes')}`;
  return row('Claims', [
    barGauge({
      title: 'Claims by used share',
      description: 'The fullest claim comes first.',
      unit: 'percentunit',
      height: 10,
      thresholds: worseAbove(0.75, 0.9),
      queries: [{ expr: `sort_desc(${claimShare(claims)})`, legend: CLAIM }],
    }),
    stat({
      title: 'Time until full',
      description: 'At the pace of the last day. Only claims that fill up within a year are shown.',
      unit: 'dtdurations',
      decimals: 0,
      width: 12,
      height: 10,
      thresholds: worseBelow(3 * DAY, 14 * DAY),
      noValue: 'over a year',
      queries: [
        { expr: `sort(min by (namespace, persistentvolumeclaim) (${timeUntilEmpty(available)}))`, legend: CLAIM },
      ],
    }),
    timeseries({
      title: 'Claims used',
      description: `Used share of each claim. Dashed: in ${days} days, at the pace of the last day.`,
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [
        { expr: claimShare(claims), legend: CLAIM },
        { expr: `clamp(${perClaim(ahead)}, 0, 1)`, legend: `${CLAIM} in ${days} days`, dashed: true },
      ],
    }),
    timeseries({
      title: 'Bytes in claims',
      description: 'What each claim holds, one on top of the other: the size of a full backup.',
      unit: 'bytes',
      min: 0,
      stack: true,
      queries: [{ expr: claims('kubelet_volume_stats_used_bytes'), legend: CLAIM }],
    }),
  ]);
}

function inodes(claims: Selector): Row {
  return row('Inodes', [
    barGauge({
      title: 'Claims by used inodes',
      description:
        'A claim without a free inode takes no new file. XFS makes inodes as it goes, so it shows little here.',
      unit: 'percentunit',
      thresholds: worseAbove(0.8, 0.95),
      queries: [{ expr: `sort_desc(${inodeShare(claims)})`, legend: CLAIM }],
    }),
    timeseries({
      title: 'Files in claims',
      description: 'Inodes in use. A steep line is a program that never deletes its files.',
      unit: 'short',
      min: 0,
      queries: [{ expr: claims('kubelet_volume_stats_inodes_used'), legend: CLAIM }],
    }),
  ]);
}

function volumeGroups(claims: Selector, groups: Selector): Row {
  const size = groups('topolvm_volumegroup_size_bytes');
  const available = groups('topolvm_volumegroup_available_bytes');
  return row('Volume groups', [
    timeseries({
      title: 'Volume groups handed out',
      description: 'Share of each volume group that is handed out or kept spare. TopoLVM tells it every ten minutes.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [{ expr: groupShare(groups), legend: GROUP }],
    }),
    timeseries({
      title: 'Volume groups available',
      description: 'Room for new claims and for growth. Dashed: the size of the volume group.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        { expr: available, legend: GROUP },
        { expr: size, legend: `${GROUP} size`, dashed: true },
      ],
    }),
    timeseries({
      title: 'Handed out and in use',
      description:
        'Taken but not promised by a mounted claim: volumes without a claim, claims without a pod, or spare.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        { expr: `sum(${size} - ${available})`, legend: 'taken' },
        { expr: `sum(${claims('kubelet_volume_stats_capacity_bytes')})`, legend: 'promised' },
        { expr: `sum(${claims('kubelet_volume_stats_used_bytes')})`, legend: 'in use' },
      ],
    }),
  ]);
}
