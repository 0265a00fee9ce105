import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Service, StatefulSet } from 'cdk8s-plus-27';
import { Construct, DependencyGroup } from 'constructs';
import * as fc from 'fast-check';
import { plan, render } from '../../lib/core/plan.ts';
import { toYaml } from '../../lib/core/yaml.ts';

/** A construct to be made: its kind, which of the fitting scopes made so far it goes into, and its id. */
interface Step {
  readonly kind: 'chart' | 'group' | 'object' | 'workload';
  readonly scope: number;
  readonly numeric: boolean;
}

/** How to make one and the same app again and again; synthesizing an app changes it. */
export interface Recipe {
  readonly steps: readonly Step[];
  /** Pairs of constructs by number: the first depends on the rest. */
  readonly dependencies: readonly (readonly number[])[];
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('chart', 'chart', 'group', 'object', 'object', 'object', 'workload'),
  scope: fc.nat(),
  numeric: fc.nat(3).map((n) => n === 0),
});

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 11 }),
  dependencies: fc.array(fc.array(fc.nat(), { minLength: 2, maxLength: 3 }), { maxLength: 5 }),
});

/** Charts inside anything, objects inside charts, groups and objects; dependencies between any of them. */
export function build(recipe: Recipe, outdir?: string): App {
  const app = new App({ outdir });
  const made: Construct[] = [];
  for (const [i, { kind, scope, numeric }] of recipe.steps.entries()) {
    const scopes = kind === 'chart' || kind === 'group' ? [app, app, ...made] : made.filter(isInChart);
    const parent = scopes[scope % scopes.length];
    if (parent) made.push(make(kind, parent, numeric ? String(recipe.steps.length - i) : `${kind}-${i}`));
  }
  for (const [first, ...rest] of recipe.dependencies) {
    const from = made[first! % made.length];
    const to = rest.map((i) => made[i % made.length]!).filter((target) => target !== from);
    if (from && to.length > 0) from.node.addDependency(to.length > 1 ? new DependencyGroup(...to) : to[0]!);
  }
  return app;
}

/** What `App.synth()` writes for a recipe: the text of every file by its name. */
export function filesOfCdk8s(recipe: Recipe): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    build(recipe, outdir).synth();
    return Object.fromEntries(readdirSync(outdir).map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The same from our plan. */
export function filesOfPlan(app: App): Record<string, string> {
  const extension = app.outputFileExtension;
  return Object.fromEntries(
    plan(app).map((planned) => [`${planned.name}${extension}`, render(planned).map(toYaml).join('---\n')]),
  );
}

function make(kind: Step['kind'], scope: Construct, id: string): Construct {
  if (kind === 'chart') return new Chart(scope, id);
  if (kind === 'group') return new Construct(scope, id);
  if (kind === 'object') return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', data: { id } });
  const service = new Service(scope, `${id}-service`, { ports: [{ port: 80 }] });
  return new StatefulSet(scope, id, { service, containers: [{ image: 'nginx:1.27' }] });
}

function isInChart(construct: Construct): boolean {
  return construct.node.scopes.some((scope) => Chart.isChart(scope));
}
