import { compare } from '../../lib/diff/comparison.ts';
import { diffJson } from '../../lib/diff/report/json.ts';
import { diffMarkdown, MARKER } from '../../lib/diff/report/markdown.ts';
import { diffText } from '../../lib/diff/report/text.ts';
import { worldOf } from '../check/world-of.ts';

const REVISION = { name: 'main', commit: '0123456789abcdef0123456789abcdef01234567' };

function set(image: string, more = ''): string {
  return `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: experimental }
spec:
  serviceName: web
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: ${image} }] }
---
apiVersion: v1
kind: Secret
metadata: { name: key, namespace: experimental }
stringData: { password: ${image.length % 2 === 0 ? 'hunter2' : 'correct-horse'} }
---${more}
`;
}

const change = () => compare(worldOf(set('nginx:1.27.5')), worldOf(set('nginx:1.26.10')));

test('two equal worlds have no change, and that is all that is told', () => {
  const same = compare(worldOf(set('nginx:1.27.5')), worldOf(set('nginx:1.27.5')));
  expect(same.layers).toEqual([]);
  expect(diffText(same)).toBe('no change: the cluster stays as it is');
});

test('an image is told with the size of its jump, and the workload that restarts with the reason', () => {
  const { summary, restarts, dangers } = change();
  expect(summary.images).toEqual([
    { name: 'docker.io/library/nginx', before: '1.27.5', after: '1.26.10', jump: 'downgrade' },
  ]);
  expect(restarts).toEqual([
    { workload: 'StatefulSet experimental/web', because: ['spec.template.spec.containers[name=web].image'] },
  ]);
  expect(dangers.map(({ code }) => code)).toContain('change-downgrade');
});

test('values of secrets are in no form of the report', () => {
  for (const text of [diffText(change()), diffJson(change(), REVISION), diffMarkdown(change(), REVISION)]) {
    expect(text).toContain('Secret');
    expect(text).not.toMatch(/hunter2|correct-horse/);
  }
});

test('objects that come and go are told', () => {
  const map = '\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: new, namespace: experimental }\n---';
  const { layers } = compare(worldOf(set('nginx:1.27.5')), worldOf(set('nginx:1.27.5', map)));
  expect(
    layers.flatMap(({ changes }) => changes.map(({ kind, subject }) => [kind, subject.manifest.metadata.name])),
  ).toEqual([['added', 'new']]);
});

test('a comment keeps within its length, says what it left out, and is found again by its marker', () => {
  const many = (value: string) =>
    Array.from(
      { length: 3_000 },
      (_, i) =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map-${i}, namespace: default }\ndata: { key: ${value} }\n`,
    ).join('---\n');
  const comment = diffMarkdown(compare(worldOf(many('a')), worldOf(many('b'))), REVISION);
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment.startsWith(MARKER)).toBe(true);
  expect(comment).toContain('1 of 1 layers are left out');
});
