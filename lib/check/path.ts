/** A step into an object: a key, or an index into a list. */
export type Step = string | number;

/** Steps as people write them: `spec.rules[0].host`, `data['tls.crt']`. */
export function pathText(steps: readonly Step[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `['${step.replace(/['\\]/g, '\\$&')}']`;
  }
  return text;
}

/** What is at a place; `undefined` when there is nothing. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  let at = value;
  for (const step of steps) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Record<Step, unknown>)[step];
  }
  return at;
}
