import type { Family, RuleDoc } from './rule.ts';

/** Families in the order of the docs, and what each judges. */
export const families: Readonly<Record<Family, string>> = {
  schema: 'every field against the schemas of the track and what the API server asks beyond them',
  reference: 'every name that points at another object',
  order: 'what must be there before what, and who owns an object',
  capacity: 'what is asked of the nodes and the volume groups, against what they have',
  network: 'hosts, ingresses, certificates and network policies',
  data: 'secrets, and whatever outlives a mistake',
  observability: 'queries, alerts, their routes, and dashboards',
  change: 'what an older revision does not allow to change',
  check: 'the check itself: what is allowed, and why',
};

/** Rules by family, in the order of the families; within one, by code. Families without rules are left out. */
export function byFamily(rules: readonly RuleDoc[]): ReadonlyMap<Family, readonly RuleDoc[]> {
  const sorted = [...rules].sort((a, b) => (a.code < b.code ? -1 : 1));
  const names = Object.keys(families) as Family[];
  return new Map(
    names
      .map((family): [Family, RuleDoc[]] => [family, sorted.filter((rule) => rule.family === family)])
      .filter(([, members]) => members.length > 0),
  );
}
