/** What is in one layer, and how Flux is told of it. */
export interface Form {
  /** Objects as YAML; `namespace: web` becomes the layer's own namespace, and so does every `web-space`. */
  readonly objects: string;
  /**
   * Fields of the layer's `Kustomization` that differ from those of every layer here.
   * @default {}
   */
  readonly spec?: Readonly<Record<string, unknown>>;
  /**
   * Objects of the second push, which is the change that is judged.
   * @default - there is no second push
   */
  readonly after?: string;
  /**
   * A second layer, named `LAYER-more`, in the same namespace.
   * @default none
   */
  readonly more?: Omit<Form, 'more'>;
}

/** A mistake, as it is pushed to the cluster, and the same put right. */
export interface Planted {
  /** Row of the catalogue of mistakes. */
  readonly row: number;
  /** What the check tells of it. */
  readonly code: string;
  /**
   * How the cluster shows it. `refused`: Flux or the API server applies nothing of the layer; `waits`: Flux waits for ever;
   * `release`: helm-controller fails; `stuck`: applied, and it stays Pending; `deleted`: what held data is gone; `fought`: two owners
   * overwrite each other; `dropped`: the layer becomes ready without the field; `nothing`: the layer becomes ready, since what would show it is not simulated.
   */
  readonly shows: 'refused' | 'waits' | 'release' | 'stuck' | 'deleted' | 'fought' | 'dropped' | 'nothing';
  /** What does not show it; for `nothing`. */
  readonly why?: string;
  /**
   * Whether it is pushed last and alone, since it keeps every layer from hearing of a later push.
   * @default false
   */
  readonly isLast?: boolean;
  readonly bad: Form;
  readonly good: Form;
}

/** A mistake of objects alone. */
export function planted(
  row: number,
  code: string,
  bad: string,
  good: string,
  shows: Planted['shows'] = 'refused',
): Planted {
  return { row, code, shows, bad: { objects: bad }, good: { objects: good } };
}
