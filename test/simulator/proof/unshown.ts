/** Why mistakes are not planted: nothing that is simulated would show them. */
const REASONS: readonly (readonly [why: string, rows: readonly number[]])[] = [
  ['Helm passes over keys that a chart does not know, and the release becomes ready', [1, 2]],
  ['Flux shortens the name without a word, and the release becomes ready', [11]],
  ['Flux puts nothing in its place, and the layer becomes ready', [18, 19]],
  ['only traffic would show it: the API server takes the object', [26, 27, 28, 29, 32, 36, 73, 74]],
  ['cert-manager would say so, in a pod that is simulated', [30, 70, 71, 72]],
  ['Prometheus would say so, or rather not, in a pod that is simulated', [34, 35, 62]],
  ['Alertmanager or Grafana would say so, in a pod that is simulated', [64, 65]],
  ['it is a valid amount: the container is killed when it starts', [45]],
  ['the load balancer would say so, in a pod that is simulated', [60]],
  ['everything works; the secret is known to who reads the repository', [66, 67]],
  ['the fault `wrong-key` shows it: secrets are made up for each simulation', [68]],
  ['images are not pulled for simulated pods', [75, 76]],
  ['it is applied like any other change; data suffers, which simulated pods do not have', [77, 78]],
];

/** By row of the catalogue. */
export const unshown: ReadonlyMap<number, string> = new Map(
  REASONS.flatMap(([why, rows]) => rows.map((row): [number, string] => [row, why])),
);
