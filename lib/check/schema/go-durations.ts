import { judgeGoDuration } from '../../values/duration.ts';
import { quoted } from '../../values/value-error.ts';
import { valueAt } from '../path.ts';
import type { Subject } from '../subject.ts';
import { type Fault, REFUSED } from './fault.ts';

/** Fields that Go reads as durations although their schema calls them plain texts, by kind. */
const fields: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    'cert-manager.io/v1/Certificate',
    [
      ['spec', 'duration'],
      ['spec', 'renewBefore'],
    ],
  ],
  ['cert-manager.io/v1/CertificateRequest', [['spec', 'duration']]],
  ['acme.cert-manager.io/v1/Order', [['spec', 'duration']]],
  [
    'kustomize.toolkit.fluxcd.io/v1beta1/Kustomization',
    [
      ['spec', 'interval'],
      ['spec', 'retryInterval'],
      ['spec', 'timeout'],
    ],
  ],
  [
    'source.toolkit.fluxcd.io/v1beta1/Bucket',
    [
      ['spec', 'interval'],
      ['spec', 'timeout'],
    ],
  ],
  [
    'source.toolkit.fluxcd.io/v1beta1/GitRepository',
    [
      ['spec', 'interval'],
      ['spec', 'timeout'],
    ],
  ],
  ['source.toolkit.fluxcd.io/v1beta1/HelmChart', [['spec', 'interval']]],
  [
    'source.toolkit.fluxcd.io/v1beta1/HelmRepository',
    [
      ['spec', 'interval'],
      ['spec', 'timeout'],
    ],
  ],
]);

/** Durations of an object that Go cannot read. */
export function durationFaults({ manifest }: Subject): Fault[] {
  const paths = fields.get(`${manifest.apiVersion}/${manifest.kind}`) ?? [];
  return paths.flatMap((path) => {
    const value = valueAt(manifest, path);
    const refusal = typeof value === 'string' ? judgeGoDuration(value) : undefined;
    if (!refusal) return [];
    const message = `${quoted(value)} is not ${refusal.expected}; there is no unit for days: ${REFUSED}`;
    return [{ code: 'schema-duration', path, message, hint: refusal.fix }];
  });
}
