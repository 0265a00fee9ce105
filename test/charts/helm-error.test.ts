import { explainHelmError } from '../../lib/charts/helm-error.ts';

test('an error inside an include is told by the innermost template, and by the one that began', () => {
  const errors =
    'coalesce.go:289: warning: destination is a table\n' +
    'Error: template: demo/templates/service.yaml:13:3: executing "demo/templates/service.yaml" at <include "demo.port" .>: ' +
    'error calling include: template: demo/templates/_helpers.tpl:4:20: executing "demo.port" at <.Values.a.b>: ' +
    'nil pointer evaluating interface {}.b\n\nUse --debug flag to render out invalid YAML\n';
  expect(explainHelmError(errors)).toEqual({
    message: 'nil pointer evaluating interface {}.b (at <.Values.a.b>, included by demo/templates/service.yaml)',
    hint: 'The template cannot use a value as it is: compare its type with the default of the chart.',
    template: 'demo/templates/_helpers.tpl',
    line: 4,
  });
});

test('an error output of nothing is told as such', () => {
  expect(explainHelmError('').message).toBe('Helm ended without a reason');
});

test('an error of an unknown form keeps its words', () => {
  const { message, hint } = explainHelmError('Error: the moon is\n  full\n');
  expect(message).toBe('the moon is full');
  expect(hint).not.toBe('');
});
