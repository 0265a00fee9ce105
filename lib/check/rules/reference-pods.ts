import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import { CONFIG_MAP, type KindRef, SECRET } from '../references/kind.ts';
import type { RunningPods } from '../references/running-pods.ts';
import { recordsOf, textOf } from '../references/scope.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { ReferenceFindings } from './reference-findings.ts';
import { partHint } from './reference-hints.ts';

const LISTS = ['containers', 'initContainers'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const ACTIONS = ['httpGet', 'tcpSocket'];

/** A volume whose files are keys. */
interface KeyedVolume {
  readonly kind: KindRef;
  readonly name: string;
  /** Names of the files, where they are known. */
  readonly files: readonly string[] | undefined;
}

/** Judges what the containers of pods refer to inside their own pod: ports of probes, files of mounted volumes. */
export function judgePods(facts: ReferenceFacts, findings: ReferenceFindings): void {
  for (const pods of facts.allPods) {
    const { subject, spec, path } = pods;
    if (!subject) continue;
    const volumes = keyedVolumes(facts, pods);
    for (const list of LISTS) {
      recordsOf(spec[list]).forEach((container, i) => {
        const at = [...path, list, i];
        judgeProbes(findings, pods, subject, container, at);
        judgeMounts(findings, volumes, subject, container, at);
      });
    }
  }
}

function judgeProbes(
  findings: ReferenceFindings,
  { ports, spec }: RunningPods,
  subject: Subject,
  container: Readonly<Record<string, unknown>>,
  at: readonly Step[],
): void {
  const own = new Set(recordsOf(container['ports']).flatMap(({ name }) => textOf(name) ?? []));
  const listed = new Set(
    recordsOf(spec['containers']).flatMap((each) => recordsOf(each['ports']).flatMap(({ name }) => textOf(name) ?? [])),
  );
  for (const probe of PROBES) {
    for (const action of ACTIONS) {
      const port = textOf(record(record(container[probe])[action])['port']);
      if (port === undefined || /^\d+$/.test(port) || own.has(port)) continue;
      if (ports.has(port) && !listed.has(port)) continue;
      findings.tell({
        code: 'probe-port-missing',
        subject,
        path: pathText([...at, probe, action, 'port']),
        message: `container '${spell(container['name'])}' has no port named '${port}': the probe fails each time, and the pod is never ready or is restarted for ever`,
        hint: partHint(port, [...own]),
      });
    }
  }
}

function judgeMounts(
  findings: ReferenceFindings,
  volumes: ReadonlyMap<string, KeyedVolume>,
  subject: Subject,
  container: Readonly<Record<string, unknown>>,
  at: readonly Step[],
): void {
  recordsOf(container['volumeMounts']).forEach(({ name, subPath }, i) => {
    const volume = volumes.get(textOf(name) ?? '');
    const file = textOf(subPath)?.split('/')[0];
    if (!volume?.files || file === undefined || file.includes('$') || volume.files.includes(file)) return;
    findings.tell({
      code: 'mount-key-missing',
      subject,
      path: pathText([...at, 'volumeMounts', i, 'subPath']),
      message: `${volume.kind.kind} '${volume.name}' has no key '${file}': an empty folder is mounted where the program expects a file`,
      hint: partHint(file, volume.files),
    });
  });
}

function keyedVolumes(facts: ReferenceFacts, { spec, namespace }: RunningPods): Map<string, KeyedVolume> {
  const volumes = new Map<string, KeyedVolume>();
  for (const volume of recordsOf(spec['volumes'])) {
    const name = textOf(volume['name']);
    if (name === undefined) continue;
    const sources = [
      [CONFIG_MAP, record(volume['configMap']), 'name'],
      [SECRET, record(volume['secret']), 'secretName'],
    ] as const;
    for (const [kind, source, field] of sources) {
      const target = textOf(source[field]);
      if (target === undefined || source['optional'] === true) continue;
      const items = recordsOf(source['items']).flatMap(({ path }) => textOf(path)?.split('/')[0] ?? []);
      const files = items.length > 0 ? items : facts.inventory.find(kind, namespace, target)?.keys;
      volumes.set(name, { kind, name: target, files });
    }
  }
  return volumes;
}
