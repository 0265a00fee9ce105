import { parse } from 'yaml';
import type { Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { chartUses } from '../releases.ts';
import { decoded } from '../secret-data.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

type Model = Readonly<Record<string, unknown>>;

/** A configuration of Alertmanager, wherever it is kept. */
export interface AlertmanagerFile {
  readonly subject: Subject;
  /** Path of the configuration in the object. */
  readonly path: readonly Step[];
  /** Whether the path goes on inside of it: not for a text. */
  readonly isOpen: boolean;
  /** Whether it is an AlertmanagerConfig, with camel-cased keys and no root of its own. */
  readonly isPartial: boolean;
  readonly config: Model;
  /** Whether the receivers are written here, and not those of the chart. */
  readonly hasReceivers: boolean;
  /** What the reader of YAML says of a text that is none. */
  readonly error: string | undefined;
}

const KEYS = new Set(['alertmanager.yaml', 'alertmanager.yml']);
/** What these charts configure where the values are silent. A list that is given takes the place of the whole list. */
const DEFAULTS: Readonly<Record<string, Model>> = Object.fromEntries(
  ['kube-prometheus', 'kube-prometheus-stack'].map((chart) => [
    chart,
    { route: { receiver: 'null', routes: [{ receiver: 'null' }] }, receivers: [{ name: 'null' }] },
  ]),
);

/** All configurations of Alertmanager that can be read: what SOPS encrypted cannot. */
export function alertmanagerFiles(world: World): AlertmanagerFile[] {
  return [...inResources(world), ...inFiles(world), ...inReleases(world)];
}

function inResources(world: World): AlertmanagerFile[] {
  return world.ofKind('AlertmanagerConfig', 'monitoring.coreos.com').map((subject) => ({
    subject,
    path: ['spec'],
    isOpen: true,
    isPartial: true,
    config: record(subject.manifest['spec']),
    hasReceivers: true,
    error: undefined,
  }));
}

function inFiles(world: World): AlertmanagerFile[] {
  return [...world.ofKind('Secret', ''), ...world.ofKind('ConfigMap', '')].flatMap((subject) =>
    decoded(subject).flatMap(({ path, key, value }) => {
      if (!KEYS.has(key) || value.startsWith('ENC[')) return [];
      return [{ subject, path, isOpen: false, isPartial: false, hasReceivers: true, ...read(value) }];
    }),
  );
}

function read(yaml: string): Pick<AlertmanagerFile, 'config' | 'error'> {
  try {
    const value: unknown = parse(yaml);
    const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
    return { config: record(value), error: isMap ? undefined : 'it is no map' };
  } catch (error) {
    // The first line alone: the others show an excerpt, which may hold a password.
    return {
      config: {},
      error: error instanceof Error ? error.message.split('\n')[0]!.replace(/:$/, '') : String(error),
    };
  }
}

function inReleases(world: World): AlertmanagerFile[] {
  return chartUses(world).flatMap(({ subject, chart, values, rendered }) => {
    const given = record(record(values['alertmanager'])['config']);
    if (rendered || (!('route' in given) && !('receivers' in given))) return [];
    const path = ['spec', 'values', 'alertmanager', 'config'];
    const config = merged(given, DEFAULTS[chart]);
    return [
      { subject, path, isOpen: true, isPartial: false, config, hasReceivers: 'receivers' in given, error: undefined },
    ];
  });
}

/** What Helm makes of values and defaults. */
function merged(given: Model, defaults: Model | undefined): Model {
  if (!defaults) return given;
  const route = { ...record(defaults['route']), ...record(given['route']) };
  return { ...defaults, ...given, route, receivers: list(given['receivers'] ?? defaults['receivers']) };
}
