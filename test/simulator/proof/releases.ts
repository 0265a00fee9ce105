import { archiveOf, type Entry } from '../../charts/archive-fixture.ts';
import { type Planted, planted } from './planted.ts';

/** Source of the charts here. */
export const REPOSITORY = 'proof';

const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-map, namespace: {{ .Release.Namespace }} }
data: { colour: {{ .Values.paint.colour | quote }} }
`;
const paint = 'paint: { colour: green }\n';
const closed = JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: { paint: { type: 'object' }, global: { type: 'object' } },
});

/** The archive of a chart at 1.0.0 with one config map. */
function chart(name: string, more: string, entries: readonly Entry[] = []): Buffer {
  return archiveOf([
    { path: `${name}/Chart.yaml`, content: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}` },
    { path: `${name}/values.yaml`, content: paint },
    { path: `${name}/templates/map.yaml`, content: map },
    ...entries,
  ]);
}

/** Archives by the name of the chart. `future` is for a Kubernetes that is yet to come. */
export const charts: ReadonlyMap<string, Buffer> = new Map([
  ['plain', chart('plain', '')],
  ['closed', chart('closed', '', [{ path: 'closed/values.schema.json', content: closed }])],
  ['future', chart('future', 'kubeVersion: ">=1.90.0-0"\n')],
]);

/** A release of one of them, with lines changed. */
function release({
  chart: name = 'plain',
  version = '1.0.0',
  source = REPOSITORY,
  interval = '10m',
  more = '',
}: {
  readonly chart?: string;
  readonly version?: string;
  readonly source?: string;
  readonly interval?: string;
  readonly more?: string;
} = {}): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: web, namespace: web, annotations: { allow.hensteeth/track-version: a chart of this test } }
spec:
  interval: ${interval}
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef: { kind: HelmRepository, name: ${source}, namespace: flux-system }
${more}`;
}

const values = (text: string) => `  values: ${text}\n`;
const valuesFrom = (name: string) => `${release({ more: `  valuesFrom: [{ kind: ConfigMap, name: ${name} }]\n` })}---
apiVersion: v1
kind: ConfigMap
metadata: { name: web-values, namespace: web }
data: { values.yaml: "paint: { colour: red }" }
`;

/** Mistakes of releases: Flux's definitions, source-controller or helm-controller refuse them. */
export const releaseMistakes: readonly Planted[] = [
  planted(
    3,
    'chart-value-refused',
    release({ chart: 'closed', more: values('{ pain: { colour: red } }') }),
    release({ chart: 'closed', more: values('{ paint: { colour: red } }') }),
    'release',
  ),
  planted(
    4,
    'chart-render',
    release({ more: values('{ paint: red }') }),
    release({ more: values('{ paint: { colour: red } }') }),
    'release',
  ),
  planted(5, 'chart-version', release({ version: '9.9.9' }), release(), 'release'),
  planted(6, 'chart-kubernetes', release({ chart: 'future' }), release(), 'release'),
  planted(7, 'values-from-missing', valuesFrom('web-value'), valuesFrom('web-values'), 'release'),
  planted(8, 'source-missing', release({ source: 'prof' }), release(), 'release'),
  planted(9, 'schema-field', release({ more: '  chartRef: { kind: OCIRepository, name: web }\n' }), release()),
  planted(
    10,
    'schema-range',
    release({ more: `  releaseName: ${'a'.repeat(54)}\n` }),
    release({ more: `  releaseName: ${'a'.repeat(53)}\n` }),
  ),
  planted(
    14,
    'depends-on-kind',
    release({ more: '  dependsOn: [{ name: base, namespace: flux-system }]\n' }),
    release(),
    'release',
  ),
  planted(17, 'schema-type', release({ interval: '10' }), release()),
];
