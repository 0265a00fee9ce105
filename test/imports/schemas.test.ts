import { generated, removeFolders } from './fixture.ts';

afterEach(removeFolders);

describe('schemas of CRDs', () => {
  const path = 'schemas/demo.json';

  test('hold every served version with its scope and standing, one a line', async () => {
    const text = await generated(path);
    const { kinds } = JSON.parse(text);
    expect(kinds).toMatchObject({
      'demo.example/v1/Zone': { namespaced: false, storage: true, deprecated: false },
      'demo.example/v1beta1/Job': { namespaced: true, storage: false, deprecated: true },
      'demo.example/v1beta2/Job': { namespaced: true, storage: true, deprecated: false },
    });
    expect(Object.keys(kinds)).toHaveLength(3);
    for (const name of Object.keys(kinds)) expect(text).toMatch(new RegExp(`^"${name}":.*$`, 'm'));
  });

  test('keep rules with their messages, defaults, and properties called description', async () => {
    const { spec } = JSON.parse(await generated(path)).kinds['demo.example/v1beta2/Job'].schema.properties;
    expect(spec['x-kubernetes-validations']).toEqual([
      { rule: "self.mode != 'None'", message: 'A rule keeps its message.' },
    ]);
    expect(spec.properties.timeout).toEqual({ type: 'string', default: '60s' });
    expect(spec.properties.description).toEqual({ type: 'string' });
  });

  test('share sub-trees that recur', async () => {
    const { kinds, definitions } = JSON.parse(await generated(path));
    const { properties } = kinds['demo.example/v1beta2/Job'].schema.properties.spec;
    expect(properties.others.items).toEqual(properties.primary);
    const name = properties.primary.$ref.replace('#/definitions/', '');
    expect(definitions[name]).toMatchObject({ required: ['name'], properties: { namespace: { maxLength: 63 } } });
  });
});

describe('schemas of Kubernetes', () => {
  const path = 'schemas/kubernetes-1.27.json';

  test('list the kinds that have objects, with their scope', async () => {
    expect(JSON.parse(await generated(path)).kinds).toEqual({
      'apps/v1/Deployment': { ref: 'io.k8s.api.apps.v1.Deployment', namespaced: true },
      'v1/Namespace': { ref: 'io.k8s.api.core.v1.Namespace', namespaced: false },
    });
  });

  test('hold only the definitions that these need', async () => {
    const names = Object.keys(JSON.parse(await generated(path)).definitions);
    expect(names.map((name) => name.split('.').at(-1)).sort()).toEqual([
      'Container',
      'Deployment',
      'Namespace',
      'ObjectMeta',
    ]);
  });
});

test('the type of a kind is what an author writes', async () => {
  expect(await generated('crds/demo.ts')).toContain(`import type * as K8s from '../kubernetes.ts';

export interface JobV1Beta2 {
  readonly apiVersion: 'demo.example/v1beta2';
  readonly kind: 'Job';
  readonly metadata: K8s.ObjectMeta;
  readonly spec: JobV1Beta2Spec;
}

export interface JobV1Beta2Spec {
  readonly anything?: unknown;
  readonly description?: string;
  readonly fallback?: JobV1Beta2SpecFallback;
  readonly mode: 'None' | 'Some';
  readonly others?: readonly JobV1Beta2SpecFallback[];
  readonly port?: number | string;
  readonly primary: JobV1Beta2SpecFallback;
  readonly secondary?: JobV1Beta2SpecFallback;
  readonly tertiary?: JobV1Beta2SpecFallback;
  /** @default '60s' */
  readonly timeout?: string;
}
`);
});
