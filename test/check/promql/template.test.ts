import * as fc from 'fast-check';
import { judgeAlertTemplate } from '../../../lib/check/promql/template.ts';

test.each([
  'no template at all',
  'Disk {{ $labels.device }} has {{ $value | humanize1024 }}B left',
  '{{- if gt $value 1.0 -}} much {{ else if eq $value 1.0 }} one {{ else }} none {{- end -}}',
  '{{ printf "%.2f %s" $value .Labels.job }}',
  '{{ range query "up == 0" }}{{ .Labels.instance }}={{ .Value }} {{ end }}',
  '{{ with printf "x{a=\'%s\'}" $labels.a | query }}{{ . | first | value | humanizePercentage }}{{ end }}',
  '{{ $x := query "up" }}{{ len $x }}',
  '{{ range $i, $e := query "up" }}{{ $i }}{{ $e.Value }}{{ end }}',
  '{{ "braces }} in a text" }} {{ `and {{ raw` }}',
  '{{/* $label is only said */}}',
  '{{ index $labels "a-b" }}',
  '{{ define "x" }}{{ .args }}{{ end }}{{ template "x" (args 1 2) }}',
  '{{ externalURL }} {{ $externalLabels.cluster }}',
])('%s is a good template', (template) => {
  expect(judgeAlertTemplate(template).faults).toEqual([]);
});

test.each([
  ['{{ $labels.device }', 0, '{{ is never closed'],
  ['a {{ $label.device }}', 5, "the template has no variable '$label'"],
  ['{{ $values }}', 3, "the template has no variable '$values'"],
  ['{{ labels.device }}', 3, "templates have no function 'labels'"],
  ['{{ $value | humanise }}', 12, "templates have no function 'humanise'"],
  ['{{ value }}', 3, "the function 'value' has nothing to work on"],
  ['{{ .labels.a }}', 3, "an alert has no '.labels'"],
  ['{{ $labels.a.b }}', 3, "a label is a text and has no 'b'"],
  ['{{ $value.a }}', 3, "$value is a number and has no 'a'"],
  ['{{ if $value }}a', 3, '{{ if }} has no {{ end }}'],
  ['a{{ end }}', 4, '{{ end }} ends nothing'],
  ['{{ else }}', 3, '{{ else }} belongs to no {{ if }}'],
  ['{{ }}', 3, '{{ }} is empty'],
  ['{{ ($value }}', 3, '( is never closed'],
  ['{{ $value - 1 }}', 10, "'-' has no meaning in a template"],
])('%s is refused at %i', (template, at, message) => {
  expect(judgeAlertTemplate(template).faults).toMatchObject([{ at, message }]);
});

test('the labels that a template writes are found, and not those inside of a range', () => {
  const template = '{{ $labels.a }} {{ .Labels.b }} {{ range query "up" }}{{ .Labels.c }}{{ $labels.d }}{{ end }}';
  expect(judgeAlertTemplate(template).labels.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
});

test('no text makes the judge throw', () => {
  const part = fc.constantFrom(
    '{{',
    '}}',
    '$labels',
    '.x',
    'if',
    'end',
    '"',
    '`',
    "'",
    '(',
    ')',
    '|',
    ' ',
    'printf',
    '/*',
    '*/',
    '-',
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
      (template) => {
        for (const { at } of judgeAlertTemplate(template).faults) expect(at >= 0 && at <= template.length).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
