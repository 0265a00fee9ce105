import type { RuleDoc } from '../rule.ts';
import { changed, cronJob, deployment, withContainer } from './schema-samples.ts';

const volumes = `      volumes:
        - name: data
          emptyDir: {}
`;

/** Rules about pods and what makes them. */
export const podDocs: readonly RuleDoc[] = [
  {
    code: 'schema-limit',
    family: 'schema',
    severity: 'error',
    title: 'A request is above its limit',
    meaning: 'A container cannot be promised more than it may use. The API server refuses the object.',
    bad: withContainer('resources:\n  requests:\n    memory: 2Gi\n  limits:\n    memory: 1Gi\n'),
    good: withContainer('resources:\n  requests:\n    memory: 1Gi\n  limits:\n    memory: 2Gi\n'),
    mistakes: [46],
  },
  {
    code: 'schema-restart-policy',
    family: 'schema',
    severity: 'error',
    title: 'The restart policy does not suit what makes the pods',
    meaning:
      'Pods of a job end: they take OnFailure or Never, and the default is neither. Pods of a Deployment, StatefulSet or DaemonSet take Always. The API server refuses the object.',
    bad: changed(cronJob, '          restartPolicy: OnFailure\n', ''),
    good: cronJob,
    mistakes: [48],
  },
  {
    code: 'schema-selector',
    family: 'schema',
    severity: 'error',
    title: 'The selector does not fit the labels of the template',
    meaning:
      'A controller finds its pods by the selector. One that its own pods do not satisfy is refused by the API server.',
    bad: changed(deployment, '      labels:\n        app: web', '      labels:\n        app: site'),
    good: deployment,
    mistakes: [54],
  },
  {
    code: 'schema-mount',
    family: 'schema',
    severity: 'error',
    title: 'A container mounts a volume that the pod does not have',
    meaning:
      'The mount names a volume of the pod, or a claim template of its StatefulSet. The API server refuses the object; of a StatefulSet it refuses each pod.',
    bad: withContainer('volumeMounts:\n  - name: date\n    mountPath: /data\n') + volumes,
    good: withContainer('volumeMounts:\n  - name: data\n    mountPath: /data\n') + volumes,
    mistakes: [55],
  },
];
