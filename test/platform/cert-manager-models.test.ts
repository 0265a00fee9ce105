import { readFileSync } from 'node:fs';
import { ClusterIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer';

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}
const file = JSON.parse(readFileSync('imports/schemas/cert-manager.json', 'utf8')) as {
  kinds: Record<string, { schema: Schema }>;
  definitions: Record<string, Schema>;
};
const resolve = (schema: Schema | undefined): Schema =>
  schema?.$ref ? resolve(file.definitions[schema.$ref.replace('#/definitions/', '')]) : (schema ?? {});

/** Paths of a value that the schema of the track does not know. */
function unknown(schema: Schema, value: unknown, path: string): string[] {
  const { properties, items } = resolve(schema);
  if (Array.isArray(value)) return value.flatMap((item) => unknown(items ?? {}, item, `${path}[]`));
  if (value === null || typeof value !== 'object' || !properties) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    properties[key] ? unknown(properties[key], inner, `${path}.${key}`) : [`${path}.${key}`],
  );
}

test("what the models accept of an issuer, the track's definitions know", () => {
  const issuer = new ClusterIssuer({
    metadata: { name: 'le' },
    spec: {
      acme: {
        email: 'o@example.com',
        server: 'https://acme.example/directory',
        privateKeySecretRef: { name: 'key' },
        solvers: [
          {
            selector: { dnsZones: ['example.com'] },
            dns01: {
              cloudDNS: { project: 'p', hostedZoneName: 'z', serviceAccountSecretRef: { name: 's', key: 'k' } },
            },
          },
        ],
      },
    },
  });
  issuer.validate();
  const { schema } = file.kinds['cert-manager.io/v1/ClusterIssuer']!;
  expect(unknown(schema, issuer.toJSON(), '')).toEqual([]);
  expect(unknown(schema, { spec: { acme: { solvers: [{ dns02: {} }] } } }, '')).toEqual(['.spec.acme.solvers[].dns02']);
});

test('a model refuses what no definition allows', () => {
  const broken = new ClusterIssuer({ metadata: { name: 'le' }, spec: { acme: {} as never } });
  expect(() => broken.validate()).toThrow();
});
