import type { RuleDoc } from '../rule.ts';

const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: cache, namespace: default }
spec:
  containers: [{ name: redis, image: '${image}' }]`;

/** What the rules about images mean. */
export const imageDocs: readonly RuleDoc[] = [
  {
    code: 'image-gone',
    family: 'reference',
    severity: 'error',
    title: 'An image is asked for where its registry serves it no more',
    meaning:
      'The pod stays in ImagePullBackOff. A node that has pulled the image before runs on, until it is replaced or cleans up: then the pod is gone as well. The track knows where the same tags are served.',
    bad: pod('bitnami/redis:7.2.4'),
    good: pod('bitnamilegacy/redis:7.2.4'),
    mistakes: [],
  },
];
