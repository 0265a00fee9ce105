import type { Reference, SecretUse } from '../../core/reference.ts';
import type { Secrets } from '../secrets.ts';

/** The secret with which metrics reach the bucket: for the sidecar that writes, and for Thanos that reads and compacts. */
export function objectStorage(secrets: Secrets, namespace: Reference): Reference<SecretUse> {
  const { bucket } = secrets.cluster.facts.objectStorage;
  return secrets.declare({
    name: 'thanos-objstore',
    namespace,
    keys: ['objstore.yml'],
    purpose: `Thanos object-storage configuration: type GCS, bucket ${bucket}, and the JSON key of a service account with roles/storage.objectAdmin on it`,
    maker: { kind: 'google-object-storage', bucket, fact: 'objectStorage.bucket' },
  });
}
