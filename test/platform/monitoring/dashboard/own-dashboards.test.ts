import { dashboardJson } from '../../../../lib/platform/monitoring/dashboard/dashboard.ts';
import type { DashboardModel, PanelModel } from '../../../../lib/platform/monitoring/dashboard/model.ts';
import { nodeDashboard } from '../../../../lib/platform/monitoring/dashboard/node-dashboard.ts';
import { storageDashboard } from '../../../../lib/platform/monitoring/dashboard/storage-dashboard.ts';

const makers = { node: nodeDashboard, storage: storageDashboard };
const made = Object.entries(makers).map(([name, make]) => [name, make({ dataSourceUid: 'prometheus' })] as const);

function panelsOf(model: DashboardModel): PanelModel[] {
  return model.panels.flatMap((panel) => (panel.type === 'row' ? [] : [panel]));
}

function exprsOf(model: DashboardModel): string[] {
  return panelsOf(model).flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** What a reviewer wants to see change: titles, units and queries. */
function summary(model: DashboardModel): string {
  const variables = model.templating.list.map(({ name, definition }) => `$${name} = ${definition}`);
  const panels = model.panels.flatMap((panel) => {
    if (panel.type === 'row') return [`== ${panel.title}`];
    return [
      `${panel.type} ${panel.title} (${panel.fieldConfig.defaults.unit})`,
      ...panel.targets.map(({ expr }) => `    ${expr}`),
    ];
  });
  return [`${model.uid}: ${model.title}`, ...variables, ...panels].join('\n');
}

test('the uids of the dashboards differ', () => {
  const uids = made.map(([, { uid }]) => uid);
  expect(new Set(uids).size).toBe(uids.length);
});

test('the uid, the title and the jobs can be chosen', () => {
  const node = nodeDashboard({ dataSourceUid: 'd', uid: 'u', title: 'T', job: 'a "b"', forecastDays: 3 });
  expect(node).toMatchObject({ uid: 'u', title: 'T' });
  for (const expr of exprsOf(node)) expect(expr).toContain('job="a \\"b\\""');
  expect(
    exprsOf(node)
      .filter((expr) => expr.includes('predict_linear'))
      .join(),
  ).toContain(', 259200)');
  const storage = storageDashboard({ dataSourceUid: 'd', kubeletJob: 'k', topolvmJob: 't' });
  const jobs = JSON.stringify(storage).matchAll(/job=\\"([^"\\]+)/g);
  expect(new Set([...jobs].map(([, job]) => job))).toEqual(new Set(['k', 't']));
});

test('every rate is taken over the interval that Grafana derives', () => {
  const windows = made
    .flatMap(([, model]) => exprsOf(model))
    .flatMap((expr) => [...expr.matchAll(/(?:rate|increase)\(\w+\{[^}]*\}\[([^\]]+)\]/g)].map(([, window]) => window));
  expect(windows.length).toBeGreaterThan(20);
  expect(new Set(windows)).toEqual(new Set(['$__rate_interval']));
});

describe.each(made)('the %s dashboard', (name, model) => {
  test('is what was reviewed', () => {
    const text = summary(model);
    expect(text.split('\n').length).toBeLessThan(300);
    expect(text).toMatchSnapshot(name);
  });

  test('is made of the same bytes each time', () => {
    const again = makers[name as keyof typeof makers]({ dataSourceUid: 'prometheus' });
    expect(again).not.toBe(model);
    expect(dashboardJson(again)).toBe(dashboardJson(model));
  });

  test('holds nothing that Flux would replace', () => {
    expect(dashboardJson(model)).not.toContain('${');
  });

  test('has ids from 1 without a gap', () => {
    expect(model.panels.map(({ id }) => id)).toEqual(model.panels.map((_, index) => index + 1));
  });

  test('covers each cell of the grid once, without a hole', () => {
    const bottom = Math.max(...model.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    const cells = model.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => (y + Math.floor(cell / w)) * 24 + x + (cell % w)),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(bottom * 24);
  });

  test('has one title for each panel', () => {
    const titles = panelsOf(model).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('says of each panel what it means', () => {
    for (const { description } of panelsOf(model)) expect(description).toMatch(/^[A-Z].{20,}[.?]$/);
  });

  test('asks with balanced brackets', () => {
    for (const expr of exprsOf(model)) {
      for (const [open, close] of ['()', '[]', '{}'].map((pair) => [pair[0]!, pair[1]!] as const)) {
        expect(`${expr}: ${expr.split(open).length}`).toBe(`${expr}: ${expr.split(close).length}`);
      }
    }
  });

  test('names job and a chosen label in every selector', () => {
    for (const expr of exprsOf(model)) {
      const selectors = expr.match(/\{[^}]*\}/g) ?? [];
      expect(selectors).not.toHaveLength(0);
      for (const matchers of selectors) expect(matchers).toMatch(/^\{job="[^"]+", (instance|device_class)=~?"\$\w+"/);
    }
  });

  test('uses each of its variables', () => {
    const exprs = exprsOf(model).join('\n');
    for (const { name: variable } of model.templating.list) expect(exprs).toContain(`"$${variable}"`);
  });
});
