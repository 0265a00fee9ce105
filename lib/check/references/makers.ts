import type { Manifest } from '../../core/manifest.ts';
import { list, record } from '../pods.ts';
import { spell } from '../spell.ts';
import { CLAIM, CONFIG_MAP, type KindRef, kindKey, NAMESPACE, SECRET, SERVICE, STORAGE_CLASS } from './kind.ts';
import { podSpecsOf } from './pod-specs.ts';
import { recordsOf, textOf } from './scope.ts';

/** An object that is made on the cluster because of another one. */
export interface Made {
  readonly kind: KindRef;
  readonly name: string;
  /** @default - the namespace of the object that it is made for */
  readonly namespace?: string;
  /** Its keys; `undefined` when they are not known. */
  readonly keys?: readonly string[];
}

const CERTIFICATE_KEYS = ['tls.crt', 'tls.key', 'ca.crt'];
/** What a certificate's secret has beside, when the certificate asks for it. */
const KEYSTORE_KEYS = [
  'keystore.jks',
  'truststore.jks',
  'keystore.p12',
  'truststore.p12',
  'tls-combined.pem',
  'key.der',
];
/** Annotations by which cert-manager makes a certificate for an ingress. */
const ISSUER_ANNOTATIONS = ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'];
const WRITES = new Set(['create', 'update', 'patch', '*']);
const WRITTEN: Readonly<Record<string, KindRef>> = { secrets: SECRET, configmaps: CONFIG_MAP };
/** A flag that names a secret which the program keeps by itself: `--ca-secret-name=webhook-ca`. */
const OWN_SECRET = /^--?[\w-]*secret-?name=([a-z0-9.-]+)$/;
/** A StatefulSet makes its claims one by one; more than this are not worth naming. */
const MOST_REPLICAS = 100;

/** What is made on the cluster because of an object, by kind. */
const MAKERS: Readonly<Record<string, (manifest: Manifest) => Made[]>> = {
  'cert-manager.io/Certificate': ({ spec }) => {
    const { secretName, keystores, additionalOutputFormats } = record(spec);
    const more = keystores || additionalOutputFormats ? KEYSTORE_KEYS : [];
    return named(SECRET, secretName, [...CERTIFICATE_KEYS, ...more]);
  },
  'networking.k8s.io/Ingress': ({ metadata, spec }) => {
    const annotations = record(metadata.annotations);
    const issued =
      ISSUER_ANNOTATIONS.some((key) => textOf(annotations[key])) || annotations['kubernetes.io/tls-acme'] === 'true';
    if (!issued) return [];
    return recordsOf(record(spec)['tls']).flatMap(({ secretName }) => named(SECRET, secretName, CERTIFICATE_KEYS));
  },
  'external-secrets.io/ExternalSecret': ({ metadata, spec }) =>
    named(SECRET, textOf(record(record(spec)['target'])['name']) ?? metadata.name),
  'bitnami.com/SealedSecret': ({ metadata }) => named(SECRET, metadata.name),
  'apps/StatefulSet': ({ metadata, spec }) => {
    const { volumeClaimTemplates, replicas } = record(spec);
    const count = Math.min(typeof replicas === 'number' ? replicas : 1, MOST_REPLICAS);
    return recordsOf(volumeClaimTemplates).flatMap((template) =>
      Array.from({ length: Math.max(count, 0) }, (_, i) => ({
        kind: CLAIM,
        name: `${spell(record(template['metadata'])['name'])}-${metadata.name}-${i}`,
      })),
    );
  },
  'monitoring.coreos.com/Prometheus': () => named(SERVICE, 'prometheus-operated'),
  'monitoring.coreos.com/Alertmanager': () => named(SERVICE, 'alertmanager-operated'),
  'monitoring.coreos.com/ThanosRuler': () => named(SERVICE, 'thanos-ruler-operated'),
  '/PersistentVolume': ({ spec }) => named(STORAGE_CLASS, record(spec)['storageClassName']),
  'helm.toolkit.fluxcd.io/HelmRelease': ({ metadata, spec }) => {
    const { install, targetNamespace } = record(spec);
    if (record(install)['createNamespace'] !== true) return [];
    return named(NAMESPACE, targetNamespace ?? metadata.namespace);
  },
  'rbac.authorization.k8s.io/Role': ({ rules }) =>
    recordsOf(rules).flatMap((rule) => {
      if (!list(rule['verbs']).some((verb) => WRITES.has(spell(verb)))) return [];
      const kinds = list(rule['resources']).flatMap((resource) => WRITTEN[spell(resource)] ?? []);
      return kinds.flatMap((kind) => list(rule['resourceNames']).flatMap((name) => named(kind, name)));
    }),
};

/**
 * What is made on the cluster because of an object: the secret of a certificate, the claims of a StatefulSet,
 * a secret that a pod is told to keep by its flags or may write by its role.
 */
export function madeBy(group: string, manifest: Manifest): Made[] {
  const made = MAKERS[kindKey({ group, kind: manifest.kind })]?.(manifest) ?? [];
  return [...made, ...madeByPods(group, manifest)];
}

function madeByPods(group: string, manifest: Manifest): Made[] {
  const made: Made[] = [];
  for (const { spec } of podSpecsOf(group, manifest)) {
    for (const container of [...recordsOf(spec['containers']), ...recordsOf(spec['initContainers'])]) {
      for (const text of [...list(container['args']), ...list(container['command'])]) {
        const name = typeof text === 'string' ? OWN_SECRET.exec(text)?.[1] : undefined;
        if (name) made.push({ kind: SECRET, name });
      }
    }
  }
  return made;
}

function named(kind: KindRef, name: unknown, keys?: readonly string[]): Made[] {
  const text = textOf(name);
  return text === undefined ? [] : [{ kind, name: text, ...(keys && { keys }) }];
}
