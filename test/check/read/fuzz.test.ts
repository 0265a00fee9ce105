import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { decode } from '../../../lib/check/read/decode.ts';
import { documentsOf } from '../../../lib/check/read/documents.ts';
import type { Parsed } from '../../../lib/check/read/parsed.ts';
import { readQuickly } from '../../../lib/check/read/quick.ts';
import { readText } from '../../../lib/check/read/read-text.ts';
import { readThoroughly } from '../../../lib/check/read/thorough.ts';

const BASES = [
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {app: web, tier: "front"}\nspec:\n  selector:\n    app: web\n  ports:\n  - name: http # plain\n    port: 80\n    targetPort: http\n  - name: metrics\n    port: 9090\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  script: |\n    #!/bin/sh\n      echo "a: b"\n\n    exit 0\n  folded: >-\n    one\n    two\n\n      three\n    four\n\n  quoted: "a \\"b\\" \\\n    c\n    d"\n  single: \'it\'\'s\n    here\'\n  country: NO\n  version: 1.10\n  day: 2024-01-02\n',
  '# Source: chart/templates/list.yaml\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: &meta\n    name: web\n- apiVersion: v1\n  kind: Namespace\n  metadata:\n    <<: *meta\n    name: !!str db\n---\na: [b, [c, d], {e: f}]\n...\n',
  '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "metadata": {"name": "one"},\n  "spec": {"containers": [{"name": "a", "args": ["-x", 1, true, null]}]}\n}\n',
];
const BITS = [
  ' ',
  '\n',
  '\t',
  ':',
  ': ',
  '- ',
  '-',
  '"',
  "'",
  '#',
  ' #',
  '[',
  ']',
  '{',
  '}',
  ',',
  '|',
  '>',
  '|-',
  '>+',
  '|2',
  '&a ',
  '*a',
  '!!int ',
  '? ',
  '%',
  '@',
  '`',
  '\\',
  '~',
  'y',
  '0123',
  '1_0',
  '.inf',
  '2001-01-01',
  'é',
  '\u2028',
  '\r',
  '\0',
  '...',
  '---',
  '\n---\n',
  '\n...\n',
  '<<: *meta',
  '{{ .Values.x }}',
  '"a": b',
  '__proto__: ',
  '1: ',
];

const place = fc.double({ min: 0, max: 1, noNaN: true });
const edit = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: place, bit: fc.constantFrom(...BITS) }),
  fc.record({
    kind: fc.constantFrom('cut', 'indent', 'dedent', 'copy line', 'drop line', 'byte'),
    at: place,
    bit: fc.constant(''),
  }),
);
const mutated = fc
  .tuple(fc.constantFrom(...BASES), fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([base, edits]) => edits.reduce((text, { kind, at, bit }) => apply(text, kind, at, bit), base));
const random = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...BITS), { maxLength: 25 }).map((bits) => bits.join('')),
);

function apply(text: string, kind: string, at: number, bit: string): string {
  const offset = Math.floor(at * text.length);
  if (kind === 'insert') return text.slice(0, offset) + bit + text.slice(offset);
  if (kind === 'cut') return text.slice(0, offset) + text.slice(offset + 2);
  if (kind === 'byte')
    return text.slice(0, offset) + String.fromCharCode(32 + ((offset * 7) % 95)) + text.slice(offset + 1);
  const lines = text.split('\n');
  const line = Math.floor(at * lines.length);
  if (kind === 'indent') lines[line] = `  ${lines[line] ?? ''}`;
  else if (kind === 'dedent') lines[line] = (lines[line] ?? '').slice(1);
  else if (kind === 'copy line') lines.splice(line, 0, lines[(line * 3) % lines.length] ?? '');
  else lines.splice(line, 1);
  return lines.join('\n');
}

/** Marks of a document, without the objects that hold them. */
function marked({ marks }: Parsed): unknown[] {
  return [...(marks ?? [])].map(([, inner]) => [...inner]);
}

test('10,000 random and mutated texts give objects or findings, and both readers agree wherever the quick one is sure', () => {
  const sure = { quick: 0, thorough: 0 };
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: random }), (given) => {
      const decoded = decode(Buffer.from(given));
      if (!('text' in decoded)) return decoded.refused !== '';
      const { text } = decoded;
      const { subjects, reports, skipped } = readText('test.yaml', text);
      const isSaid = subjects.length + reports.length + skipped.size > 0;
      if (!isSaid && parseAllDocuments(text).some((document) => document.toJS())) return false;
      return documentsOf(text).every((extent) => {
        const quick = readQuickly(text, extent);
        sure['parsed' in quick ? 'quick' : 'thorough'] += 1;
        if (!('parsed' in quick)) return true;
        const thorough = readThoroughly(text, extent);
        const [one, other] = [quick.parsed, thorough];
        return (
          thorough.faults.length === 0 &&
          isDeepStrictEqual(one.value, other.value) &&
          isDeepStrictEqual(marked(one), marked(other))
        );
      });
    }),
    { numRuns: 10_000, seed: 20240102 },
  );
  // The comparison is worth something only while the quick reader is often sure of a mutated text.
  expect(sure.quick).toBeGreaterThan(2000);
  expect(sure.thorough).toBeGreaterThan(2000);
});

test('2,000 random files of bytes are text or are refused with a line', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const decoded = decode(Buffer.from(bytes));
      if ('text' in decoded) readText('test.yaml', decoded.text);
      else expect(decoded.line).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});
