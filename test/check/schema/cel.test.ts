import { evaluate } from '../../../lib/check/schema/cel.ts';
import type { Schema } from '../../../lib/check/schema-catalog.ts';

const text: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  properties: {
    name: text,
    namespace: text,
    'dash-ed': text,
    count: { type: 'integer' },
    share: { type: 'number' },
    provider: { type: 'string', default: 'generic' },
    list: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer' } } } },
  },
};
const judge = (rule: string, value: unknown) => evaluate(rule, schema, value, {});

test('a rule that holds is true, one that does not is false', () => {
  expect(judge("self.name == 'web'", { name: 'web' })).toBe(true);
  expect(judge("self.name == 'web'", { name: 'db' })).toBe(false);
  expect(judge('!(has(self.name) && has(self.count))', { name: 'web', count: 1 })).toBe(false);
});

test('whole numbers are integers by the schema, and can be calculated with', () => {
  expect(judge('self.count % 2 == 1 && self.count + 1 == 4', { count: 3 })).toBe(true);
  expect(judge('self.share < 1.5', { share: 1 })).toBe(true);
  expect(judge('self.list.all(item, item.size > 0)', { list: [{ size: 1 }, { size: 0 }] })).toBe(false);
});

test('a field that is left out has its default', () => {
  expect(judge("self.provider == 'generic'", {})).toBe(true);
  expect(judge("self.provider == 'generic'", { provider: 'aws' })).toBe(false);
});

test('names that are words of the language, or have signs in them, are escaped', () => {
  expect(judge("self.__namespace__ == 'web'", { namespace: 'web' })).toBe(true);
  expect(judge("self.dash__dash__ed == 'web'", { 'dash-ed': 'web' })).toBe(true);
});

test('a rule of change is passed over, as when the object is made', () => {
  expect(judge('self.name == oldSelf.name', { name: 'web' })).toBe(true);
});

test('a rule that cannot be evaluated says why, and never throws', () => {
  for (const rule of ['self.name ==', 'unknown(self.name)', 'self.absent.deeper == 1', 'self.name']) {
    expect(judge(rule, { name: 'web' })).toEqual({ why: expect.stringMatching(/./) });
  }
});
