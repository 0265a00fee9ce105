import { judgeCpu, judgeMemory, judgeQuantity, judgeStorageSize, Quantity } from '../../values/quantity.ts';
import type { Judge } from '../../values/refusal.ts';
import { quoted } from '../../values/value-error.ts';
import { pathText, type Step } from '../path.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';

/** Nothing at all is an amount of a limit: it forbids. */
const judgeStorage: Judge = (value) =>
  Quantity.parse(spell(value)).compare(Quantity.parse(0)) === 0 ? undefined : judgeStorageSize(value);

const judgeCount: Judge = (value) => {
  const quantity = Quantity.parse(spell(value));
  if (quantity.isWhole && quantity.compare(Quantity.parse(0)) >= 0) return undefined;
  return { expected: 'a whole number of objects, such as 10', fix: 'Write a whole number.' };
};

const RESOURCES: Readonly<Record<string, Judge>> = {
  cpu: judgeCpu,
  memory: judgeMemory,
  'ephemeral-storage': judgeMemory,
  storage: judgeStorage,
};
const COUNTED =
  /^(pods|configmaps|persistentvolumeclaims|replicationcontrollers|resourcequotas|secrets|services(\.\w+)?|count\/.+|.+\/persistentvolumeclaims)$/;

/** Judges amounts by the resource that they are of. What is no quantity at all is told by the schemas. */
export function* judgeAmounts(
  subject: Subject,
  amounts: Readonly<Record<string, unknown>>,
  path: readonly Step[],
): Generator<Report> {
  for (const [name, amount] of Object.entries(amounts)) {
    if (!isQuantity(amount)) continue;
    const refusal = judgeOf(name)?.(amount);
    if (!refusal) continue;
    yield {
      code: 'limit-amount',
      subject,
      path: pathText([...path, name]),
      message: `${quoted(amount)} is not ${refusal.expected}: pods and claims of the namespace are refused, or nothing is limited`,
      hint: refusal.fix,
    };
  }
}

/** Whether a value is an amount of a resource that can be meant, and compared with another one. */
export function isAmount(name: string, value: unknown): value is string | number {
  return isQuantity(value) && judgeOf(name)?.(value) === undefined;
}

function isQuantity(value: unknown): value is string | number {
  return judgeQuantity(value) === undefined;
}

function judgeOf(name: string): Judge | undefined {
  if (COUNTED.test(name)) return judgeCount;
  const resource = name.replace(/^(.+\/)?(requests|limits)\./, '');
  return Object.hasOwn(RESOURCES, resource) ? RESOURCES[resource] : undefined;
}
