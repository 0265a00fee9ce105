import type { RuleDoc } from '../rule.ts';
import { changed, deployment, helmRelease } from './schema-samples.ts';

/** Rules about which APIs the cluster serves. */
export const apiDocs: readonly RuleDoc[] = [
  {
    code: 'schema-version',
    family: 'schema',
    severity: 'error',
    title: 'The apiVersion is gone, or not served by the track',
    meaning:
      "The API server serves each kind at certain versions. One that was removed, or that the track's Flux or charts do not have yet, is refused, and everything that Flux applies together with the object waits.",
    bad: `apiVersion: cert-manager.io/v1alpha2
kind: ClusterIssuer
metadata:
  name: ca
spec:
  selfSigned: {}
`,
    good: `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: ca
spec:
  selfSigned: {}
`,
    mistakes: [38],
  },
  {
    code: 'schema-kind',
    family: 'schema',
    severity: 'error',
    title: 'The group has no kind of that name',
    meaning:
      'Nothing serves the kind: the name is misspelled, or the kind belongs to another group. The API server refuses the object.',
    bad: changed(deployment, 'Deployment', 'Deploymnt'),
    good: deployment,
    mistakes: [38],
  },
  {
    code: 'schema-missing',
    family: 'schema',
    severity: 'error',
    title: 'The track has no schema of the kind',
    meaning:
      "The group belongs to Flux, yet nothing of the track's Flux serves the kind. The object could not be judged, and on the cluster it would be refused.",
    bad: `apiVersion: image.toolkit.fluxcd.io/v1beta2
kind: ImageRepository
metadata:
  name: web
  namespace: flux-system
spec:
  image: ghcr.io/example/web
  interval: 1h
`,
    good: `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: OCIRepository
metadata:
  name: web
  namespace: flux-system
spec:
  url: oci://ghcr.io/example/web
  interval: 1h
`,
    mistakes: [],
  },
  {
    code: 'schema-deprecated',
    family: 'schema',
    severity: 'warning',
    title: 'The apiVersion is deprecated',
    meaning:
      'It works on this track. The next version of what serves it may not have it any more, and then the object is refused.',
    bad: changed(helmRelease, 'v2beta2', 'v2beta1'),
    good: helmRelease,
    mistakes: [],
  },
];
