import { pushText } from '../../../lib/cli/push-text.ts';
import type { Style } from '../../../lib/cli/style.ts';
import type { ObjectEffect } from '../../../lib/simulator/effect.ts';
import type { PushEffect } from '../../../lib/simulator/push-over.ts';

const plain: Style = (_name, text) => text;
const outcome = { kind: 'converged', took: 1, layers: [], blocked: [], times: new Map() } as const;
const changed = (name: string): ObjectEffect => ({
  what: 'changed',
  object: `ConfigMap default/${name}`,
  layer: 'web',
  release: undefined,
  changes: [{ path: 'data.key', before: 'a\nold\n', after: 'a\nnew\n' }],
});
const effect = (props: Partial<PushEffect>): PushEffect => ({
  from: 'HEAD',
  before: outcome,
  objects: [],
  refused: [],
  outages: [],
  ...props,
});

test('with --diff the first line that differs of a long text is shown', () => {
  expect(pushText(effect({ objects: [changed('a')] }), true, 80, plain)).toContain('data.key  line 2: old -> new');
});

test('without --diff many changed objects of one layer are counted', () => {
  const objects = Array.from({ length: 20 }, (_, i) => changed(`a-${i}`));
  const text = pushText(effect({ objects }), false, 80, plain);
  expect(text).toContain('and 12 more that change: --diff shows all');
  expect(text).toContain('0 created, 20 changed, 0 recreated, 0 pruned');
});

test('an outage shorter than a look is told as such, and one without end as for good', () => {
  const outages = [
    { object: 'Deployment a/gone', without: 700, replaced: 1, isBack: false },
    { object: 'Deployment a/rolled', without: 0, replaced: 1, isBack: true },
  ];
  const text = pushText(effect({ outages }), false, 80, plain);
  expect(text).toMatch(/for good +1 {2}Deployment a\/gone/);
  expect(text).toMatch(/< 0\.5 s +1 {2}Deployment a\/rolled/);
});

test('a revision that did not come up is said to be so', () => {
  expect(pushText(effect({ before: { ...outcome, kind: 'failed' } }), false, 80, plain)).toContain(
    'the lab did not become ready at HEAD',
  );
});
