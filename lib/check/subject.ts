import type { SourceLine } from '../core/finding.ts';
import type { Manifest } from '../core/manifest.ts';

/** One object that is judged, and where it comes from. */
export interface Subject {
  readonly manifest: Manifest;
  /** File relative to the project, or to the folder given. */
  readonly file: string;
  /** Which document of the file this is, from 0. */
  readonly document: number;
  /** Layer that applies it; `undefined` for what steers Flux itself and for foreign files outside of every layer. */
  readonly layer: string | undefined;
  /** `namespace/name` of the HelmRelease that renders it; `undefined` for plain manifests. */
  readonly release: string | undefined;
  /**
   * Whether only its facts are known, from the lock of charts: the object itself has more.
   * @default false
   */
  readonly locked?: boolean;
  /** Line of the owner's source that made it. */
  readonly source: SourceLine | undefined;
  /**
   * Lines of the project that led to it, the nearest first: those of a construct in `lib/`, then `source`.
   * @default not known
   */
  readonly trail?: readonly SourceLine[];
}

/** `Kind namespace/name`, or `Kind name` for a cluster-wide object. */
export function subjectName({ manifest }: Pick<Subject, 'manifest'>): string {
  const { namespace, name } = manifest.metadata;
  return `${manifest.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
