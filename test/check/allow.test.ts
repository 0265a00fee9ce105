import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import type { Allowance } from '../../lib/check/world.ts';
import { Layer } from '../../lib/core/layer.ts';
import { render } from '../../lib/core/render.ts';
import { emptyLab } from '../fixtures/labs.ts';
import { worldOf } from './world-of.ts';

/** A service that selects no pod, with annotations. */
const service = (annotations = '{}') => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: default, annotations: ${annotations} }
spec: { selector: { app: web }, ports: [{ port: 80 }] }`;

function verdict(yaml: string, allowances: readonly Allowance[] = []) {
  const { findings, counts } = check(worldOf(yaml, { allowances }), ruleSets);
  return { codes: findings.map(({ code }) => code), allowed: counts.allowed, findings };
}

const allowance = (code: string, reason: string): Allowance => ({ layer: 'test', code, reason, source: undefined });

test('a finding is told when nobody allows it', () => {
  expect(verdict(service())).toMatchObject({ codes: ['service-selects-nothing'], allowed: 0 });
});

test('an annotation with a reason allows a finding on its object', () => {
  const yaml = service('{ allow.hensteeth/service-selects-nothing: "the pods come with the next release" }');
  expect(verdict(yaml)).toMatchObject({ codes: [], allowed: 1 });
});

test('a layer with a reason allows a finding in all its objects', () => {
  expect(verdict(service(), [allowance('service-selects-nothing', 'the pods come later')])).toMatchObject({
    codes: [],
    allowed: 1,
  });
});

test('an allowance without a reason allows nothing, and is told', () => {
  expect(verdict(service('{ allow.hensteeth/service-selects-nothing: "" }')).codes).toEqual([
    'allow-reason',
    'service-selects-nothing',
  ]);
  expect(verdict(service(), [allowance('service-selects-nothing', ' ')]).codes).toContain('allow-reason');
});

test('an allowance that is not needed is told, with the code that was meant', () => {
  const { findings } = verdict(service(), [allowance('service-selects-nothin', 'later')]);
  const unused = findings.find(({ code }) => code === 'allow-unused');
  expect(unused!.hint).toBe("Did you mean 'service-selects-nothing'?");
});

test('an allowance on one object does not reach another', () => {
  const other = service('{ allow.hensteeth/service-selects-nothing: "later" }').replace('name: web', 'name: other');
  expect(verdict(`${service()}\n---\n${other}`)).toMatchObject({ codes: ['service-selects-nothing'], allowed: 1 });
});

test('a layer of the lab allows by its own method, at the line that says so', () => {
  const lab = emptyLab();
  const layer = new Layer(lab, 'web');
  layer.add({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  layer.allow('service-selects-nothing', 'the pods are made by hand');
  const world = labWorld('.', lab, render(lab));
  expect(world.props.allowances![0]!.source!.file).toBe('test/check/allow.test.ts');
  const { findings, counts } = check(world, ruleSets);
  expect(findings.map(({ code }) => code)).not.toContain('service-selects-nothing');
  expect(counts.allowed).toBe(1);
});
