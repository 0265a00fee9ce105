import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../core/write.ts';
import type { RenderedManifest } from './rendered.ts';

/** Changes when what is kept changes its form. */
const FORM = 2;

/** All that a rendering depends on. */
export interface RenderKey {
  readonly archive: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: string;
  readonly kubernetes: string;
  readonly apiVersions: readonly string[];
  readonly crds: boolean;
  readonly helm: string;
}

/** Renderings of earlier runs, one file each. */
export class RenderCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is kept; `undefined` when there is nothing, or nothing that can be read. */
  get(key: RenderKey): readonly RenderedManifest[] | undefined {
    try {
      const kept: unknown = JSON.parse(readFileSync(this.#path(key), 'utf8'));
      return Array.isArray(kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a rendering. A folder that cannot be written only costs time. */
  set(key: RenderKey, manifests: readonly RenderedManifest[]): void {
    try {
      writeWhole(this.#path(key), JSON.stringify(manifests));
    } catch {
      // The rendering itself is whole.
    }
  }

  #path(key: RenderKey): string {
    const { archive, release, namespace, values, kubernetes, apiVersions, crds, helm } = key;
    const all = [FORM, archive, release, namespace, values, kubernetes, [...apiVersions].sort(), crds, helm];
    return join(this.#folder, `${createHash('sha256').update(JSON.stringify(all)).digest('hex')}.json`);
  }
}
