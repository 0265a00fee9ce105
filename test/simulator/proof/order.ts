import { configMap, door } from '../../../lib/check/rules/schema-samples.ts';
import { type Planted, planted } from './planted.ts';

// In a namespace that is there from the start: nothing but the definition is to be missing.
const [definition = '', front = ''] = door
  .replaceAll('example.org', 'web-space.example.org')
  .replace('metadata:', 'metadata:\n  annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }')
  .replace('namespace: web', 'namespace: default')
  .split('---\n');
const map = (name: string, colour: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: web }
data: { colour: ${colour} }
`;
const after = (...names: readonly string[]) => ({ dependsOn: names.map((name) => ({ name })) });

/** Mistakes of order and ownership: Flux refuses to build the layer, waits, or lets two layers fight. */
export const orderMistakes: readonly Planted[] = [
  {
    row: 12,
    code: 'order-cycle',
    shows: 'waits',
    isLast: true,
    bad: {
      objects: map('first', 'red'),
      spec: after('base', 'web-space-more'),
      more: { objects: map('second', 'red'), spec: after('base', 'web-space') },
    },
    good: {
      objects: map('first', 'red'),
      spec: after('base', 'web-space-more'),
      more: { objects: map('second', 'red') },
    },
  },
  {
    row: 13,
    code: 'depends-on-missing',
    shows: 'waits',
    bad: { objects: configMap, spec: after('base', 'bas') },
    good: { objects: configMap, spec: after('base') },
  },
  {
    row: 15,
    code: 'path-missing',
    shows: 'refused',
    bad: { objects: configMap, spec: { path: './dist/web-spaec' } },
    good: { objects: configMap },
  },
  {
    row: 16,
    code: 'order-crd',
    shows: 'refused',
    // The definition comes when something else is ready; nothing makes its user wait for it.
    bad: { objects: front, spec: after(), more: { objects: definition, spec: after('late') } },
    good: { objects: front, spec: after('web-space-more'), more: { objects: definition } },
  },
  planted(21, 'object-duplicate', `${configMap}---\n${configMap}`, configMap),
  {
    row: 22,
    code: 'object-duplicate',
    shows: 'fought',
    bad: { objects: map('shared', 'red'), more: { objects: map('shared', 'blue') } },
    good: { objects: map('shared', 'red'), more: { objects: map('other', 'blue') } },
  },
  planted(23, 'namespace-missing', configMap.replace('namespace: web', 'namespace: web-space-nowhere'), configMap),
];
