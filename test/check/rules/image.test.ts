import { imageRules } from '../../../lib/check/rules/image.ts';
import { told, worldOf } from '../world-of.ts';

const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: default }
spec: { containers: [{ name: c, image: '${image}' }] }`;
const TOLD = ['Pod/a spec.containers[0].image image-gone'];

test.each(['bitnami/redis:7', 'docker.io/bitnami/redis:7', 'index.docker.io/bitnami/redis:7', 'bitnami/redis'])(
  '%s is gone',
  (image) => {
    expect(told(imageRules, worldOf(pod(image)))).toEqual(TOLD);
  },
);

test.each([
  'bitnamilegacy/redis:7',
  'docker.io/bitnamilegacy/redis:7',
  'registry.example.com/bitnami/redis:7',
  'nginx:1.27.5',
  'no image',
])('%s is passed', (image) => {
  expect(told(imageRules, worldOf(pod(image)))).toEqual([]);
});

test('the replacement is named with its tag', () => {
  const [report] = [...imageRules.judge(worldOf(pod('bitnami/redis:7'))).reports];
  expect(report!.hint).toBe('Write docker.io/bitnamilegacy/redis:7.');
});

test('an image that an operator is told by a flag is judged too', () => {
  const yaml = pod('nginx:1').replace('image:', 'args: [--prometheus-config-reloader=bitnami/reloader:1], image:');
  expect(told(imageRules, worldOf(yaml))).toEqual(['Pod/a spec.containers[0].args[0] image-gone']);
});

test('images of what the Prometheus operator makes are judged', () => {
  const yaml = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: a, namespace: default }
spec: { image: bitnami/prometheus:3, thanos: { image: 'bitnami/thanos:1' } }`;
  expect(told(imageRules, worldOf(yaml))).toEqual([
    'Prometheus/a spec.image image-gone',
    'Prometheus/a spec.thanos.image image-gone',
  ]);
});
