import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, Node } from 'constructs';
import * as fc from 'fast-check';
import { plan, render } from '../../lib/core/plan.ts';
import { CycleError, Graph } from '../../lib/core/topology.ts';
import { build, filesOfCdk8s, filesOfPlan, recipes } from './random-app.ts';

const outcome = (work: () => Record<string, string>): Record<string, string> | 'refused' => {
  try {
    return work();
  } catch {
    return 'refused';
  }
};

const configMap = (scope: Construct, id: string): ApiObject =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });

/** Charts that each depend on the one before, with a number of objects in each. */
const chain = (depth: number, objects: number): App => {
  const app = new App();
  const charts = Array.from({ length: depth }, (_, i) => new Chart(app, `chart-${depth - i}`));
  for (const [i, chart] of charts.entries()) {
    for (let j = 0; j < objects; j++) configMap(chart, `object-${j}`);
    if (i > 0) charts[i - 1]!.node.addDependency(chart);
  }
  return app;
};

/** Nodes read and edges made while planning. */
const workOf = (app: App): number => {
  const reads = [
    jest.spyOn(Node.prototype, 'dependencies', 'get'),
    jest.spyOn(Node.prototype, 'children', 'get'),
    jest.spyOn(Node.prototype, 'validate'),
    jest.spyOn(Chart, 'of'),
    jest.spyOn(Graph.prototype, 'link'),
    jest.spyOn(Graph.prototype, 'linkHub'),
  ];
  const hubs = jest.spyOn(Graph.prototype, 'hub');
  plan(app);
  const behind = hubs.mock.calls.reduce((sum, [targets]) => sum + [...targets].length, 0);
  const work = reads.reduce((sum, spy) => sum + spy.mock.calls.length, behind);
  jest.restoreAllMocks();
  return work;
};

test('any app gives the files of App.synth, and is refused where App.synth refuses it', () => {
  const seen = { files: 0, refused: 0 };
  fc.assert(
    fc.property(recipes, (recipe) => {
      const ours = outcome(() => filesOfPlan(build(recipe)));
      seen[ours === 'refused' ? 'refused' : 'files']++;
      expect(ours).toEqual(outcome(() => filesOfCdk8s(recipe)));
    }),
    { numRuns: 500 },
  );
  expect(seen.files).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(50);
});

test('an app that was synthesized before is planned as it was written', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const files = outcome(() => filesOfCdk8s(recipe));
      fc.pre(files !== 'refused');
      const app = build(recipe);
      for (const chart of app.charts) chart.toJson();
      expect(filesOfPlan(app)).toEqual(files);
    }),
    { numRuns: 50 },
  );
});

test('the charts keep their order and have no number while none depends on another', () => {
  const app = new App();
  for (const id of ['web', 'db']) configMap(new Chart(app, id), 'object');
  expect(plan(app).map(({ name }) => name)).toEqual(['web', 'db']);
});

test('charts that are named by a number come first and by number, as in App.synth', () => {
  const app = new App();
  new Chart(new Construct(app, '3'), 'inside');
  for (const id of ['web', '20', '10']) new Chart(app, id);
  expect(plan(app).map(({ name }) => name)).toEqual(['10', '20', expect.stringMatching(/^3-inside-/), 'web']);
  expect(plan(app).map(({ chart }) => chart)).toEqual(app.charts);
});

test('a chart comes after the one that a construct in it depends on', () => {
  const app = new App();
  const [web, db] = [new Chart(app, 'web'), new Chart(app, 'db')];
  configMap(web, 'object').node.addDependency(configMap(db, 'object'));
  expect(plan(app).map(({ name }) => name)).toEqual(['0000-db', '0001-web']);
});

test('an object comes after the objects of a group that it depends on', () => {
  const chart = new Chart(new App(), 'web');
  const last = configMap(chart, 'last');
  const group = new Construct(chart, 'group');
  const members = [configMap(group, 'one'), configMap(group, 'two')];
  last.node.addDependency(group);
  expect(plan(chart.node.root as App)[0]!.objects).toEqual([...members, last]);
});

test('a cycle is thrown with its constructs', () => {
  const app = new App();
  const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
  a.node.addDependency(b);
  b.node.addDependency(configMap(a, 'object'));
  expect(() => plan(app)).toThrow(CycleError);
  expect(() => plan(app)).toThrow('Dependency cycle detected: a => b => a');
});

test('a construct that depends on itself is refused, where App.synth would leave its chart out', () => {
  const app = new App();
  const chart = new Chart(app, 'a');
  chart.node.addDependency(chart);
  expect(() => plan(app)).toThrow('Dependency cycle detected: a => a');
});

test('a dependency of a construct that is in no chart is refused', () => {
  const app = new App();
  new Construct(app, 'loose').node.addDependency(new Chart(app, 'chart'));
  expect(() => plan(app)).toThrow('cannot find a parent chart');
});

test('all validation messages are thrown at once, in the words of App.synth and before any cycle', () => {
  const app = new App({ outdir: '/nowhere/is/written' });
  const chart = new Chart(app, 'web');
  const object = configMap(chart, 'object');
  chart.node.addValidation({ validate: () => ['no host', 'no image'] });
  object.node.addValidation({ validate: () => ['no data'] });
  object.node.addDependency(object);
  expect(() => plan(app)).toThrow(
    'Validation failed with the following errors:\n  [web] no host\n  [web] no image\n  [web/object] no data',
  );
});

test('a chart that overrides toJson decides what is rendered', () => {
  class Own extends Chart {
    override toJson(): unknown[] {
      return [{ kind: 'Own' }];
    }
  }
  const app = new App();
  configMap(new Own(app, 'own'), 'object');
  configMap(new Chart(app, 'plain'), 'object');
  expect(plan(app).map(render)).toEqual([
    [{ kind: 'Own' }],
    [expect.objectContaining({ apiVersion: 'v1', kind: 'ConfigMap' })],
  ]);
});

test('a chain of charts that App.synth would walk for minutes costs in proportion to its length', () => {
  const [twelve, twentyFour] = [workOf(chain(12, 10)), workOf(chain(24, 10))];
  expect(twelve).toBeLessThan(12 * 11 * 10);
  expect(twentyFour / twelve).toBeLessThan(2.2);
});

test('an object more in every chart of a chain costs the same whatever the number it comes on top of', () => {
  const [ten, twenty, thirty] = [10, 20, 30].map((objects) => workOf(chain(12, objects)));
  expect(thirty! - twenty!).toBe(twenty! - ten!);
});

test('a chart more that depends on a common one costs the same however much is in that one', () => {
  const star = (charts: number, objects: number): App => {
    const app = new App();
    const base = new Chart(app, 'base');
    for (let i = 0; i < objects; i++) configMap(base, `object-${i}`);
    for (let i = 0; i < charts; i++) configMap(new Chart(app, `chart-${i}`), 'object').node.addDependency(base);
    return app;
  };
  const added = [10, 200].map((objects) => workOf(star(60, objects)) - workOf(star(50, objects)));
  expect(added[1]).toBe(added[0]);
});

test('a group that depends on the whole it is part of is refused without pairing up all objects', () => {
  const chart = new Chart(new App(), 'web');
  const group = new Construct(chart, 'group');
  for (let i = 0; i < 100; i++) configMap(group, `object-${i}`);
  group.node.addDependency(chart);
  const links = jest.spyOn(Graph.prototype, 'link');
  expect(() => plan(chart.node.root as App)).toThrow(CycleError);
  expect(links.mock.calls.length).toBeLessThan(10);
  links.mockRestore();
});
