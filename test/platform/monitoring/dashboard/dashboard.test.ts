import {
  type DashboardProps,
  dashboard,
  dashboardJson,
} from '../../../../lib/platform/monitoring/dashboard/dashboard.ts';
import { DashboardError } from '../../../../lib/platform/monitoring/dashboard/fault.ts';
import type { PanelModel } from '../../../../lib/platform/monitoring/dashboard/model.ts';
import {
  barGauge,
  gauge,
  type PanelProps,
  row,
  stat,
  timeseries,
} from '../../../../lib/platform/monitoring/dashboard/panel.ts';
import { worseAbove, worseBelow } from '../../../../lib/platform/monitoring/dashboard/threshold.ts';

const panel: PanelProps = {
  title: 'Targets',
  description: 'Targets that answer.',
  unit: 'short',
  queries: [{ expr: 'up' }],
};
const props: DashboardProps = {
  uid: 'lab-test',
  title: 'Test',
  description: 'A dashboard for tests.',
  dataSourceUid: 'prometheus',
  variables: [{ name: 'instance', label: 'Node', series: 'up{job="x"}' }],
  rows: [row('One', [timeseries(panel), stat(panel)]), row('Two', [gauge(panel), barGauge(panel)])],
};

function only(made: PanelModel | { readonly type: 'row' } | undefined): PanelModel {
  if (made === undefined || made.type === 'row') throw new Error('no panel');
  return made;
}

function build(changed: Partial<PanelProps>, kind: (given: PanelProps) => ReturnType<typeof stat> = timeseries) {
  return only(dashboard({ ...props, rows: [row('One', [kind({ ...panel, ...changed })])] }).panels[1]);
}

function codes(changed: Partial<DashboardProps>): string[] {
  try {
    dashboard({ ...props, ...changed });
  } catch (error) {
    if (error instanceof DashboardError) return error.findings.map(({ code, where }) => `${code} at ${where.path}`);
    throw error;
  }
  return [];
}

function panelCodes(changed: Partial<PanelProps>): string[] {
  return codes({ rows: [row('One', [stat(panel), timeseries({ ...panel, ...changed })])] });
}

describe('the model', () => {
  test('numbers rows and panels in reading order from 1', () => {
    expect(dashboard(props).panels.map(({ id, type }) => [id, type])).toEqual([
      [1, 'row'],
      [2, 'timeseries'],
      [3, 'stat'],
      [4, 'row'],
      [5, 'gauge'],
      [6, 'bargauge'],
    ]);
  });

  test('points every panel and every query at the data source', () => {
    for (const made of dashboard(props).panels) {
      if (made.type === 'row') continue;
      for (const { datasource } of [made, ...made.targets])
        expect(datasource).toEqual({ type: 'prometheus', uid: 'prometheus' });
    }
  });

  test('asks for a course where one is drawn, and for the newest value elsewhere', () => {
    const sparkling = (given: PanelProps) => stat({ ...given, sparkline: true });
    const ranges = [timeseries, sparkling, stat, gauge, barGauge].map((kind) => build({}, kind).targets[0]!);
    expect(ranges.map(({ range }) => range)).toEqual([true, true, false, false, false]);
    expect(ranges.map(({ instant }) => instant)).toEqual([false, false, true, true, true]);
  });

  test('letters the queries of a panel', () => {
    const made = build({ queries: [{ expr: 'up' }, { expr: 'down', legend: 'd' }] });
    expect(made.targets.map(({ refId, expr, legendFormat }) => [refId, expr, legendFormat])).toEqual([
      ['A', 'up', '__auto'],
      ['B', 'down', 'd'],
    ]);
  });

  test('draws dashed only the query that asks for it', () => {
    const made = build({ queries: [{ expr: 'up' }, { expr: 'limit', dashed: true }] });
    expect(made.fieldConfig.overrides.map(({ matcher }) => matcher)).toEqual([{ id: 'byFrameRefID', options: 'B' }]);
  });

  test('gives a dial the scale from 0 to 1 unless told otherwise', () => {
    expect(build({}, gauge).fieldConfig.defaults).toMatchObject({ min: 0, max: 1 });
    expect(build({ max: 9 }, barGauge).fieldConfig.defaults).toMatchObject({ min: 0, max: 9 });
    expect(build({}).fieldConfig.defaults).not.toHaveProperty('max');
  });

  test('maps values to words in the order given', () => {
    const words = { 0: { text: 'off', color: 'red' }, 1: { text: 'on', color: 'green' } } as const;
    expect(build({}, (given) => stat({ ...given, words })).fieldConfig.defaults.mappings).toEqual([
      { type: 'value', options: { 0: { ...words[0], index: 0 }, 1: { ...words[1], index: 1 } } },
    ]);
  });

  test('colours rising values towards red, or falling ones', () => {
    const steps = (thresholds: PanelProps['thresholds']) => build({ thresholds }).fieldConfig.defaults.thresholds;
    const step = (color: string, value: number | null) => ({ color, value });
    expect(steps(worseAbove(1, 2))).toMatchObject({ steps: [step('green', null), step('orange', 1), step('red', 2)] });
    expect(steps(worseBelow(1, 2))).toMatchObject({ steps: [step('red', null), step('orange', 1), step('green', 2)] });
  });

  test('fills a variable from the values of its label, and offers all of them only where several may be chosen', () => {
    const variables = [
      { name: 'instance', label: 'Node', series: 'up{job="x"}' },
      { name: 'space', label: 'Namespace', series: 'up', labelName: 'namespace', multi: true },
    ];
    expect(dashboard({ ...props, variables }).templating.list).toMatchObject([
      { name: 'instance', definition: 'label_values(up{job="x"}, instance)', includeAll: false, allValue: undefined },
      { name: 'space', definition: 'label_values(up, namespace)', includeAll: true, allValue: '.*' },
    ]);
  });
});

describe('the JSON', () => {
  test('reads back as the model and ends with one newline', () => {
    const model = dashboard(props);
    const json = dashboardJson(model);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(model)));
    expect(json).toMatch(/[^\n]\n$/);
  });

  test('does not depend on the order in which keys were written', () => {
    const model = dashboard(props);
    const turned = Object.fromEntries(Object.entries(model).reverse()) as unknown as typeof model;
    expect(Object.keys(turned)).not.toEqual(Object.keys(model));
    expect(dashboardJson(turned)).toBe(dashboardJson(model));
  });

  test('keeps the order of panels', () => {
    const read: { panels: { id: number }[] } = JSON.parse(dashboardJson(dashboard(props)));
    expect(read.panels.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a dashboard is refused', () => {
  test('not at all when it is right', () => {
    expect(codes({})).toEqual([]);
  });

  test.each(['', 'a b', 'x'.repeat(41)])('for the uid "%s"', (uid) => {
    expect(codes({ uid })).toContain('dashboard-uid at uid');
  });

  test('for an empty text', () => {
    expect(codes({ dataSourceUid: ' ' })).toEqual(['dashboard-text at dataSourceUid']);
    expect(panelCodes({ description: '' })).toEqual(['dashboard-text at rows[0].panels[1].description']);
    expect(panelCodes({ queries: [{ expr: '' }] })).toEqual(['dashboard-text at rows[0].panels[1].queries[0].expr']);
  });

  test('for braces that Flux would replace', () => {
    const where = 'rows[0].panels[1].queries[0].legend';
    expect(panelCodes({ queries: [{ expr: 'up', legend: '$' + '{instance}' }] })).toEqual([
      `dashboard-substitution at ${where}`,
    ]);
  });

  test('for a variable that it does not have, with the one that was meant', () => {
    const rows = [row('One', [stat({ ...panel, queries: [{ expr: 'up{instance="$instanc"}' }] })])];
    expect(() => dashboard({ ...props, rows })).toThrow('Did you mean $instance?');
    expect(codes({ rows })).toEqual(['dashboard-variable at rows[0].panels[0].queries[0].expr']);
  });

  test('not for the variables that Grafana brings', () => {
    expect(panelCodes({ queries: [{ expr: 'rate(up{instance="$instance"}[$__rate_interval])' }] })).toEqual([]);
  });

  test('for a variable that is there twice or cannot be written', () => {
    const variable = { name: 'instance', label: 'Node', series: 'up' };
    const variables = [variable, variable, { ...variable, name: 'a-b' }];
    expect(codes({ variables })).toEqual([
      'dashboard-variable at variables[1].name',
      'dashboard-variable at variables[2].name',
    ]);
  });

  test.each(['sum(up', 'sum(up))', 'up{a="b"]', 'up{a="b}', 'rate(up[5m)]'])('for the unpaired %s', (expr) => {
    expect(panelCodes({ queries: [{ expr }] })).toEqual(['dashboard-query at rows[0].panels[1].queries[0].expr']);
  });

  test('not for brackets inside quotes', () => {
    expect(panelCodes({ queries: [{ expr: 'up{a=~"(\\"[", b=\'{\'}' }] })).toEqual([]);
  });

  test('for a panel without a query, or with more than there are letters', () => {
    const at = ['dashboard-query at rows[0].panels[1].queries'];
    expect(panelCodes({ queries: [] })).toEqual(at);
    expect(panelCodes({ queries: Array.from({ length: 27 }, () => ({ expr: 'up' })) })).toEqual(at);
  });

  test.each([0, 25, 1.5, Number.NaN])('for a width of %s', (width) => {
    expect(panelCodes({ width })).toEqual(['dashboard-size at rows[0].panels[1].width']);
  });

  test('for a height below 1', () => {
    expect(panelCodes({ height: 0 })).toEqual(['dashboard-size at rows[0].panels[1].height']);
  });

  test('once, with all mistakes', () => {
    expect(() => dashboard({ ...props, uid: '', title: '' })).toThrow(
      /has 3 mistakes:\n {2}uid: .*\n {2}uid: .*\n {2}title: /,
    );
  });
});
