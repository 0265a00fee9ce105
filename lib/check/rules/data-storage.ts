import { walk } from '../leaves.ts';
import { pathText } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { isScratch, SCRATCH } from './data-scratch.ts';

/** A storage class, rendered or in the values of the chart that makes it. */
interface StorageClass {
  readonly subject: Subject;
  readonly name: string;
  readonly reclaimPolicy: unknown;
  readonly isDefault: boolean;
  /** Where the policy stands, and where the default does. */
  readonly policyPath: string;
  readonly defaultPath: string;
}

const DEFAULTS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
/** Objects of the Prometheus operator that claim storage through sets which it makes. */
const OPERATED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/** Classes and claims: what is deleted with a claim, and where a claim without a class lands. */
export function* judgeStorage(world: World): Generator<Report> {
  yield* judgeRetention(world);
  const classes = [...renderedClasses(world), ...valuesClasses(world)];
  if (classes.length === 0) return;
  yield* judgeDefaults(classes);
  const users = firstUsers(world, classes.find(({ isDefault }) => isDefault)?.name);
  for (const { subject, name, reclaimPolicy, policyPath } of classes) {
    const user = users.get(name);
    if (user === undefined || (reclaimPolicy !== undefined && reclaimPolicy !== 'Delete')) continue;
    const given =
      reclaimPolicy === undefined ? 'has no reclaim policy, which means Delete' : 'has reclaim policy Delete';
    const message = `storage class '${name}' ${given}: with ${user} its disk is deleted at once`;
    const hint = `Write reclaimPolicy: Retain under another name (a class cannot be changed), or mark claims whose data may go with ${SCRATCH}.`;
    yield { code: 'storage-reclaim', subject, path: policyPath, message, hint };
  }
}

function renderedClasses(world: World): StorageClass[] {
  return world.ofKind('StorageClass', 'storage.k8s.io').map((subject) => {
    const { name, annotations } = subject.manifest.metadata;
    return {
      subject,
      name,
      reclaimPolicy: subject.manifest['reclaimPolicy'],
      isDefault: DEFAULTS.some((key) => record(annotations)[key] === 'true'),
      policyPath: 'reclaimPolicy',
      defaultPath: pathText(['metadata', 'annotations', DEFAULTS[0]!]),
    };
  });
}

/** The classes that TopoLVM's chart makes of its values. */
function valuesClasses(world: World): StorageClass[] {
  return chartUses(world).flatMap(({ subject, chart, values, rendered }) => {
    if (chart !== 'topolvm' || rendered) return [];
    return list(values['storageClasses']).flatMap((value, i) => {
      const name = text(record(value)['name']);
      const given = record(record(value)['storageClass']);
      if (name === undefined) return [];
      const path = ['spec', 'values', 'storageClasses', i, 'storageClass'];
      return [
        {
          subject,
          name,
          reclaimPolicy: given['reclaimPolicy'],
          isDefault: given['isDefaultClass'] === true,
          policyPath: pathText([...path, 'reclaimPolicy']),
          defaultPath: pathText([...path, 'isDefaultClass']),
        },
      ];
    });
  });
}

function* judgeDefaults(classes: readonly StorageClass[]): Generator<Report> {
  const [first, ...others] = classes.filter(({ isDefault }) => isDefault);
  for (const { subject, name, defaultPath } of others) {
    const message = `storage class '${name}' is the default, and so is '${first!.name}': a claim without a class gets the one that was made last`;
    yield { code: 'storage-default', subject, path: defaultPath, message, hint: 'Keep one default.' };
  }
}

/** The first claim on each class whose data must not go, in words. */
function firstUsers(world: World, defaultClass: string | undefined): Map<string, string> {
  const users = new Map<string, string>();
  const use = (given: unknown, user: string) => {
    // An empty text asks for no class at all.
    const name = given === undefined || given === null ? defaultClass : text(given);
    if (name !== undefined && !users.has(name)) users.set(name, user);
  };
  for (const subject of world.ofKind('PersistentVolumeClaim', '')) {
    if (!isScratch(subject.manifest.metadata))
      use(record(subject.manifest['spec'])['storageClassName'], subjectName(subject));
  }
  for (const subject of world.ofKind('StatefulSet', 'apps')) {
    if (isScratch(subject.manifest.metadata)) continue;
    for (const value of list(record(subject.manifest['spec'])['volumeClaimTemplates'])) {
      const { metadata, spec } = record(value);
      if (!isScratch(metadata)) use(record(spec)['storageClassName'], `a claim of ${subjectName(subject)}`);
    }
  }
  for (const subject of OPERATED.flatMap((kind) => world.ofKind(kind, 'monitoring.coreos.com'))) {
    const template = record(record(subject.manifest['spec'])['storage'])['volumeClaimTemplate'];
    if (template === undefined || isScratch(record(template)['metadata'])) continue;
    use(record(record(template)['spec'])['storageClassName'], `a claim of ${subjectName(subject)}`);
  }
  for (const { name, layer, storageClass } of world.props.declaredClaims ?? [])
    use(storageClass, `claim '${name}' of layer ${layer}`);
  for (const { subject, values, rendered } of chartUses(world)) {
    if (rendered) continue;
    walk(values, (value, path) => {
      const key = path.at(-1);
      if (typeof value === 'string' && (key === 'storageClass' || key === 'storageClassName'))
        use(value, `a claim of ${subjectName(subject)}`);
      return undefined;
    });
  }
  return users;
}

function* judgeRetention(world: World): Generator<Report> {
  const operated = OPERATED.flatMap((kind) => world.ofKind(kind, 'monitoring.coreos.com'));
  for (const subject of [...world.ofKind('StatefulSet', 'apps'), ...operated]) {
    const spec = record(subject.manifest['spec']);
    const policy = record(spec['persistentVolumeClaimRetentionPolicy']);
    const claims = [...list(spec['volumeClaimTemplates']), record(spec['storage'])['volumeClaimTemplate']];
    if (!claims.some((claim) => claim !== undefined) || isScratch(subject.manifest.metadata)) continue;
    for (const key of ['whenDeleted', 'whenScaled']) {
      if (policy[key] !== 'Delete') continue;
      const when = key === 'whenDeleted' ? 'deleted, and a new name is a deletion' : 'made smaller';
      const message = `${key} is Delete: the claims of ${subjectName(subject)} go when it is ${when}`;
      const hint = `Write Retain, or mark the set with ${SCRATCH}.`;
      yield {
        code: 'claim-retention',
        subject,
        path: `spec.persistentVolumeClaimRetentionPolicy.${key}`,
        message,
        hint,
      };
    }
  }
}
