import { chartOf, readChart } from '../../lib/charts/chart.ts';
import { chartFacts } from '../../lib/charts/known-keys.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';

/** What becomes of a path of values: `known`, `open` (taken whatever it is), `unknown`, or `refused` by the schema. */
function fate(value: ChartValue, path: string): string {
  let at = value;
  for (const step of path.split('.')) {
    if (step === '0') {
      if (!at.items) return 'open';
      at = at.items;
      continue;
    }
    if (!at.keys) return 'open';
    const inner = at.keys[step];
    if (!inner) return at.open ? 'open' : at.closed ? 'refused' : 'unknown';
    at = inner;
  }
  return 'known';
}

function factsOf(values: string, ...templates: readonly string[]) {
  const files: [string, string][] = [
    ['Chart.yaml', 'name: a\nversion: 1.0.0'],
    ['values.yaml', values],
    ...templates.map((text, i): [string, string] => [`templates/${i}.yaml`, text]),
  ];
  return chartFacts(chartOf(new Map(files.map(([path, text]) => [path, Buffer.from(text)])), 'a')).values;
}

const IMAGE = '{{ define "image" }}{{ .imageRoot.registry }}/{{ .global.mirror }}{{ end }}';
const RENDER = `{{ define "render" }}{{ $text := typeIs "string" .value | ternary .value (.value | toYaml) }}
  {{- if contains "{{" (toJson .value) }}{{ tpl $text .context }}{{ else }}{{ $text }}{{ end }}{{ end }}`;
const DEEP = '{{ define "deep" }}{{ .Values.a | toYaml }}{{ end }}';

describe.each<[construct: string, values: string, templates: string[], fates: Record<string, string>]>([
  ['a default', 'a: {b: 1}', [], { 'a.b': 'known', 'a.bb': 'unknown', aa: 'unknown' }],
  ['a commented key', 'a:\n  b: 1\n  # c: 2\n', [], { 'a.c': 'known', 'a.d': 'unknown' }],
  ['a documented key', '## @param a.c Words\na:\n  b: 1\n', [], { 'a.c': 'known' }],
  [
    'a path',
    'x: 1',
    ['{{ .Values.a.b }}{{ $.Values.a.c | quote }}'],
    { 'a.b': 'known', 'a.c': 'known', 'a.d': 'unknown' },
  ],
  ['a method and its words', 'x: 1', ['{{ if .Capabilities.APIVersions.Has "a/v1" }}{{ end }}'], { a: 'unknown' }],
  ['index', 'x: 1', ['{{ (index .Values "a-b" "c").d }}'], { 'a-b.c.d': 'known', 'a-b.d': 'unknown' }],
  ['dig', 'x: 1', ['{{ dig "a" "b" "none" .Values }}'], { 'a.b': 'known', none: 'unknown' }],
  [
    'get and hasKey',
    'x: 1',
    ['{{ get .Values "a" }}{{ hasKey .Values.b "c" }}'],
    { a: 'known', 'b.c': 'known', 'b.d': 'unknown' },
  ],
  [
    'with',
    'x: 1',
    ['{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ else }}{{ .Values.d }}{{ end }}'],
    { 'a.b': 'known', c: 'known', 'a.c': 'unknown', d: 'known' },
  ],
  [
    'else if',
    'x: 1',
    ['{{ if .Values.a }}{{ else if .Values.b }}{{ else }}{{ .Values.c }}{{ end }}{{ .Values.d }}'],
    { a: 'known', b: 'known', c: 'known', d: 'known' },
  ],
  [
    'a variable',
    'x: 1',
    ['{{ $v := .Values.a }}{{ if $v.b }}{{ $v = .Values.c }}{{ end }}{{ $v.d }}'],
    { 'a.b': 'known', 'a.d': 'known', 'c.d': 'known', 'c.b': 'unknown' },
  ],
  [
    'range over a list',
    'a: []',
    ['{{ range .Values.a }}{{ .name }}{{ end }}'],
    { 'a.0.name': 'known', 'a.0.nname': 'unknown' },
  ],
  [
    'range over a map',
    'a: {one: {size: 1}}',
    ['{{ range $k, $v := .Values.a }}{{ $v.mode }}{{ end }}'],
    { 'a.one.mode': 'known', 'a.two': 'open', 'a.one.x': 'unknown' },
  ],
  [
    'range over names',
    'x: 1',
    ['{{ range list "a" "b" }}{{ (index $.Values .).c }}{{ end }}'],
    { 'a.c': 'known', 'b.c': 'known', 'a.d': 'unknown' },
  ],
  [
    'a path in a text',
    'a: {b: 1}',
    ['{{ $at := .Values }}{{ range splitList "." "a.b" }}{{ $at = index $at . }}{{ end }}{{ printf "%v" $at }}'],
    { 'a.c': 'unknown', b: 'unknown' },
  ],
  [
    'include with a map',
    'global: {mirror: x}\nimage: {tag: 1}',
    [IMAGE, '{{ include "image" (dict "imageRoot" .Values.image "global" .Values.global) }}'],
    { 'image.registry': 'known', 'image.mirror': 'unknown', 'global.registry': 'unknown' },
  ],
  [
    'include that renders',
    'a: {b: 1}\nc: {d: 1}',
    [RENDER, '{{ include "render" (dict "value" .Values.a "context" $) }}'],
    { 'a.x': 'open', 'c.x': 'unknown' },
  ],
  [
    'include that is read back',
    'a: {b: 1}',
    [DEEP, '{{ $a := include "deep" . | fromYaml }}{{ $a.c }}'],
    { 'a.c': 'known', 'a.d': 'unknown' },
  ],
  ['include of what is missing', 'a: {b: 1}', ['{{ include "elsewhere" .Values.a }}'], { 'a.x': 'open', x: 'unknown' }],
  [
    'include by path',
    'a: {b: 1}',
    ['{{ include (print $.Template.BasePath "/1.yaml") . | sha256sum }}', 'x'],
    { 'a.x': 'unknown', x: 'unknown' },
  ],
  [
    'toYaml',
    'a: {b: {c: 1}}',
    ['{{ toYaml .Values.a | nindent 2 }}'],
    { 'a.x': 'open', 'a.b.x': 'open', x: 'unknown' },
  ],
  ['omit', 'a: {b: 1}', ['{{ omit .Values.a "b" | toYaml }}'], { 'a.x': 'open' }],
  ['pick', 'a: {b: 1}', ['{{ pick .Values.a "c" | toYaml }}'], { 'a.c': 'known', 'a.x': 'unknown' }],
  [
    'merge',
    'a: {b: 1}',
    ['{{ $m := merge (dict "q" 1) .Values.a .Values.c }}{{ $m.d }}'],
    { 'a.d': 'known', 'c.d': 'known', 'a.q': 'unknown' },
  ],
  [
    'set in place',
    'a: {b: 1}\nc: {}',
    ['{{ $_ := set .Values "a" .Values.e }}{{ .Values.a.f }}'],
    { 'e.f': 'known', 'e.g': 'unknown' },
  ],
  ['a checksum', 'a: {b: 1}', ['{{ toYaml .Values | sha256sum }}'], { 'a.x': 'unknown' }],
  [
    'a default that is a template',
    "a: 'see {{ .Values.b.c }}'",
    ['{{ tpl .Values.a . }}'],
    { 'b.c': 'known', 'b.d': 'unknown' },
  ],
  ['an empty map', 'a: {}', ['{{ .Values.a.b }}'], { 'a.x': 'open' }],
  [
    'a comment and a quoted brace',
    'x: 1',
    ['{{/* .Values.a }} */}}{{ "}}" }}{{- .Values.b -}}{{ `{{ .Values.c }}` }}'],
    { a: 'unknown', b: 'known', c: 'unknown' },
  ],
])('%s', (_, values, templates, fates) => {
  test.each(Object.entries(fates))('%s is %s', (path, expected) => {
    expect(fate(factsOf(values, ...templates), path)).toBe(expected);
  });
});

describe('a chart with a subchart', () => {
  const facts = chartFacts(readChart('test/fixtures/charts/umbrella'));

  test('has its name, version and range of Kubernetes versions', () => {
    expect(facts).toMatchObject({ name: 'umbrella', version: '1.2.3', kubeVersion: '>= 1.28.0-0' });
  });

  test.each([
    ['motor.fuel', 'known'],
    ['motor.turbo.name', 'known'],
    ['motor.fuels', 'unknown'],
    ['motor.enabled', 'known'],
    ['engine', 'unknown'],
    ['absent.anything', 'open'],
    ['global.registry', 'known'],
    ['global.zone', 'known'],
    ['global.registri', 'unknown'],
    ['motor.global.zone', 'known'],
    ['doors.left', 'known'],
    ['doors.right', 'unknown'],
    ['wheels', 'known'],
    ['subtitle', 'known'],
    ['words.motto', 'known'],
    ['labels.mine', 'open'],
  ])('%s is %s', (path, expected) => {
    expect(fate(facts.values, path)).toBe(expected);
  });

  test('its own defaults win over those of the subchart', () => {
    expect(facts.values.keys?.['motor']?.keys?.['power']?.default).toBe(7);
  });
});

describe('a chart with a schema of its own', () => {
  const { values } = chartFacts(readChart('test/fixtures/charts/sealed'));

  test.each([
    ['size', 'known'],
    ['hidden', 'refused'],
    ['free.any', 'open'],
    ['rooms.0.name', 'known'],
    ['rooms.0.nname', 'refused'],
    ['loose.b', 'open'],
  ])('%s is %s', (path, expected) => {
    expect(fate(values, path)).toBe(expected);
  });

  test('types are those of the schema, through references', () => {
    expect(values.keys?.['size']?.types).toEqual(['number']);
    expect(values.keys?.['mode']?.types).toEqual(['string']);
  });
});

test.each([
  ['a switch', 'a: true', '', ['boolean']],
  ['a port', 'a: 80', '', ['number', 'string']],
  ['an empty text', 'a: ""', '', undefined],
  ['a text', 'a: x', '{{ .Values.a }}', ['string', 'number', 'boolean']],
  ['a text that may be a map', 'a: x', '{{ if kindIs "map" .Values.a }}{{ end }}', undefined],
  ['a map', 'a: {b: 1}', '', ['object']],
  ['a map that is printed', 'a: {b: 1}', '{{ toYaml .Values.a }}', ['object', 'string']],
])('the types of %s are those that are certain', (_, values, template, types) => {
  expect(factsOf(values, template).keys?.['a']?.types).toEqual(types);
});

test('a template that Helm would refuse does not stop the reading', () => {
  expect(fate(factsOf('a: 1', '{{ .Values.b }}{{ if .Values.c }}{{ "open'), 'b')).toBe('known');
});
