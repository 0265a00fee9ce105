import { CONFIG_MAP, POD, SECRET, SERVICE, STORAGE_CLASS } from './kind.ts';
import { MONITORING } from './origins.ts';
import type { ReferenceRow } from './row.ts';

const SERVERS = [MONITORING('Prometheus'), MONITORING('PrometheusAgent')];
const RULER = MONITORING('ThanosRuler');
const ALL = [...SERVERS, MONITORING('Alertmanager'), RULER];
const ENDPOINT_SECRETS =
  '{basicAuth.username,basicAuth.password,bearerTokenSecret,authorization.credentials,tlsConfig.ca.secret,tlsConfig.cert.secret,tlsConfig.keySecret,oauth2.clientId.secret,oauth2.clientSecret}';
const NOT_WATCHED = 'nothing is scraped, and no alert built on it can fire';
const NOT_MOUNTED = 'the pods that the operator makes do not start';
const IGNORED = 'the operator leaves this endpoint out, and it is not scraped';

const secret = { to: SECRET, resolves: 'same-namespace', code: 'secret-missing' } as const;

/** What objects of the Prometheus operator refer to, beside what they have in common with pods. */
export const MONITORING_ROWS: readonly ReferenceRow[] = [
  {
    from: [MONITORING('ServiceMonitor')],
    path: 'spec.selector',
    to: SERVICE,
    resolves: 'label-selector',
    code: 'monitor-selects-nothing',
    why: NOT_WATCHED,
  },
  {
    from: [MONITORING('PodMonitor')],
    path: 'spec.selector',
    to: POD,
    resolves: 'label-selector',
    code: 'monitor-selects-nothing',
    why: NOT_WATCHED,
  },
  {
    ...secret,
    from: [MONITORING('ServiceMonitor')],
    path: `spec.endpoints[*].${ENDPOINT_SECRETS}.name`,
    keyAt: 'key',
    optional: 'optional',
    why: IGNORED,
  },
  {
    ...secret,
    from: [MONITORING('PodMonitor')],
    path: `spec.podMetricsEndpoints[*].${ENDPOINT_SECRETS}.name`,
    keyAt: 'key',
    optional: 'optional',
    why: IGNORED,
  },
  {
    from: ALL,
    path: '{spec.storage.volumeClaimTemplate,spec.storage.ephemeral.volumeClaimTemplate}.spec.storageClassName',
    to: STORAGE_CLASS,
    resolves: 'cluster-wide',
    code: 'storage-class-missing',
    why: 'the claim stays Pending, and so does the pod that waits for it',
  },
  { ...secret, from: ALL, path: 'spec.secrets[*]', why: NOT_MOUNTED },
  {
    from: ALL,
    path: 'spec.configMaps[*]',
    to: CONFIG_MAP,
    resolves: 'same-namespace',
    code: 'config-map-missing',
    why: NOT_MOUNTED,
  },
  {
    ...secret,
    from: [...SERVERS, RULER],
    path: '{spec,spec.thanos}.{additionalScrapeConfigs,additionalAlertManagerConfigs,additionalAlertRelabelConfigs,alertmanagersConfig,objectStorageConfig,queryConfig}.name',
    keyAt: 'key',
    optional: 'optional',
    why: 'the operator makes no configuration without it',
  },
  {
    ...secret,
    from: [MONITORING('Alertmanager')],
    path: 'spec.configSecret',
    optional: true,
    why: 'Alertmanager starts with an empty configuration, and tells nobody',
  },
  {
    from: SERVERS,
    path: 'spec.alerting.alertmanagers[*].name',
    to: SERVICE,
    resolves: 'named-namespace',
    portAt: ['port'],
    code: 'service-missing',
    why: 'alerts reach no Alertmanager, and nobody is told',
  },
  {
    from: [...SERVERS, RULER],
    path: '{spec.remoteWrite[*].url,spec.remoteRead[*].url,spec.queryEndpoints[*],spec.alertmanagersUrl[*]}',
    to: SERVICE,
    resolves: 'addresses',
    code: 'service-address-missing',
    why: 'the name is not found, and each call to it fails',
  },
];
