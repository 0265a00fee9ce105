import { generated, removeFolders } from './fixture.ts';

afterEach(removeFolders);

/** The members of one interface of the demo chart, without `readonly` and doc comments. */
async function members(name: string, chart = 'demo'): Promise<string[]> {
  const source = await generated(`charts/${chart}.ts`);
  const body = new RegExp(`^export interface ${name}(?: extends .*)? {\\n([^]*?)^}`, 'm').exec(source)?.[1];
  if (body === undefined) throw new Error(`no interface ${name} in:\n${source}`);
  return [...body.matchAll(/^ {2}readonly (.+);$/gm)].map((match) => match[1]!);
}

describe('keys', () => {
  test('are the live ones, those that stand commented out beside them, and the sub-charts', async () => {
    const keys = (await members('DemoValues')).map((member) => member.split('?:')[0]);
    expect(keys).toEqual([
      'absent',
      'affinity',
      'classes',
      'config',
      'flags',
      'global',
      'livenessProbe',
      'part',
      'priority',
      'probe',
      'replicas',
      'resources',
      'rules',
      'service',
      'switches',
      'title',
      'tolerations',
      'weight',
    ]);
  });

  test('that are commented out take their type from the example', async () => {
    expect(await members('DemoValuesService')).toEqual([
      'hosts?: readonly unknown[] | null',
      'legacyPort?: number | string | null',
      'nodePorts?: DemoValuesServiceNodePorts | null',
      'port?: number | string | null',
    ]);
  });

  test('below an empty map are examples of its content, not keys beside it', async () => {
    expect(await members('DemoValuesResources')).toEqual([
      'store?: K8s.Deletable<K8s.ResourceRequirements> | null',
      'web?: K8s.Deletable<K8s.ResourceRequirements> | null',
    ]);
  });
});

describe('types', () => {
  test.each([
    ['replicas', 'number | null'],
    ['title', 'string | null'],
    ['weight', 'number | string | null'],
    ['config', 'Readonly<Record<string, unknown>> | null'],
    ['tolerations', 'readonly K8s.Toleration[] | null'],
    ['affinity', 'K8s.Deletable<K8s.Affinity> | null'],
    ['switches', 'DemoValuesSwitches | null'],
  ])('of %s is %s', async (key, type) => {
    expect(await members('DemoValues')).toContain(`${key}?: ${type}`);
  });

  test('of an empty text under ports may be a number', async () => {
    expect(await members('DemoValuesServiceNodePorts')).toEqual(['http?: number | string | null']);
  });

  test("of a probe are those of Kubernetes and the chart's own switch", async () => {
    expect(await generated('charts/demo.ts')).toContain(
      'export interface DemoValuesLivenessProbe extends K8s.Deletable<K8s.Probe> {',
    );
    expect(await members('DemoValuesLivenessProbe')).toEqual([
      'enabled?: boolean | null',
      "initialDelaySeconds?: K8s.Deletable<K8s.Probe>['initialDelaySeconds']",
    ]);
  });

  test('of items let other keys pass, but a form with empty fields inside them is complete', async () => {
    expect(await members('DemoValuesClassesItem')).toContain('[key: string]: unknown');
    expect(await members('DemoValuesClassesItemStorage')).toEqual(['fsType?: string | null', 'policy?: unknown']);
    expect(await members('DemoValuesClassesItemLimits')).toContain('[key: string]: unknown');
  });

  test('of a map whose keys only comments declare let other keys pass', async () => {
    expect(await members('DemoValuesRulesDisabled')).toEqual(['Down?: unknown', '[key: string]: unknown']);
  });
});

describe('sub-charts', () => {
  test('bring their values under their key, and what they share', async () => {
    expect(await members('DemoValuesPart')).toEqual([
      'depth?: string | null',
      'global?: DemoValuesPartGlobal | null',
      'size?: number | null',
    ]);
    expect(await members('DemoValuesGlobal')).toEqual(['shared?: boolean | null']);
  });

  test('that are not at hand leave their key open', async () => {
    expect(await members('DemoValuesAbsent')).toEqual(['[key: string]: unknown']);
  });

  test("yield to the chart's own defaults", async () => {
    expect(await generated('charts/demo.ts')).toContain('/** @default 9 */\n  readonly size?');
  });
});

test('a schema closes every map that it describes', async () => {
  expect(await members('StrictValues', 'strict')).toEqual([
    'affinity?: K8s.Deletable<K8s.Affinity> | null',
    'global?: StrictValuesGlobal | null',
    'name?: string | null',
  ]);
  expect(await members('StrictValuesGlobal', 'strict')).toEqual(['level?: number | null']);
});
