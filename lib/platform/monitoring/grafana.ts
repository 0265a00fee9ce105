import type { GrafanaValues } from '../../../imports/charts/grafana.ts';
import type { Cluster } from '../../core/cluster.ts';
import { HELM_KEEP } from '../../core/data-bearing.ts';
import { Layer } from '../../core/layer.ts';
import type { Reference, ServiceAddress } from '../../core/reference.ts';
import { Release } from '../../core/release.ts';
import { imageRepository } from '../../core/track.ts';
import { judgeHost } from '../../values/host.ts';
import type { Secrets } from '../secrets.ts';
import { dashboardJson } from './dashboard/dashboard.ts';
import type { DashboardModel } from './dashboard/model.ts';
import { nodeDashboard } from './dashboard/node-dashboard.ts';
import { storageDashboard } from './dashboard/storage-dashboard.ts';
import { sized } from './resources.ts';

/** What Grafana needs. */
export interface GrafanaProps {
  readonly namespace: Reference;
  readonly storageClass: Reference;
  readonly secrets: Secrets;
  /** Where Grafana asks for metrics. */
  readonly dataSource: Reference<ServiceAddress>;
  /** The Prometheus operator's API, for Grafana's own metrics. */
  readonly monitoring: Reference;
  readonly issuer: Reference;
  readonly ingressClass: Reference;
  /**
   * Host that Grafana answers at.
   * @default - `grafana.` and the lab's domain
   */
  readonly host?: string;
  /**
   * Dashboards beside those of the node and its storage.
   * @default - none
   */
  readonly dashboards?: readonly DashboardModel[];
}

const RELEASE = 'grafana';
const DATA_SOURCE_UID = 'thanos';
const PASSWORD_KEY = 'password';

/** Grafana with its dashboards and data source as code, behind the ingress with a certificate. */
export class Grafana extends Layer {
  /** Host that Grafana answers at. */
  readonly host: string;

  constructor(scope: Cluster, props: GrafanaProps, id = RELEASE) {
    super(scope, id, { namespace: props.namespace, timeout: '12m' });
    this.host = props.host ?? `grafana.${scope.facts.domain}`;
    scope.expect(`${id}.host`, this.host, judgeHost, this.trace);
    this.use(props.monitoring);
    const dataSource = this.use(props.dataSource);
    const issuer = this.use(props.issuer);
    const admin = this.use(
      props.secrets.declare({
        name: 'grafana-admin',
        namespace: props.namespace,
        keys: [PASSWORD_KEY],
        purpose: 'Password of the user admin in Grafana: any long random text',
        maker: { kind: 'password' },
      }),
    );
    const size = '2Gi';
    const storageClass = this.use(props.storageClass);
    this.claim({ name: RELEASE, size, storageClass });
    this.expose({ host: this.host, issuer });
    const options = { dataSourceUid: DATA_SOURCE_UID };
    const dashboards = [nodeDashboard(options), storageDashboard(options), ...(props.dashboards ?? [])];
    new Release<GrafanaValues>(this, RELEASE, {
      chart: 'grafana',
      values: {
        global: { security: { allowInsecureImages: true } },
        image: { repository: imageRepository(scope.track, 'bitnami/grafana') },
        admin: { user: 'admin', existingSecret: admin.name, existingSecretPasswordKey: PASSWORD_KEY },
        datasources: { secretDefinition: dataSources(dataSource) },
        dashboardsProvider: { enabled: true },
        dashboardsConfigMaps: dashboards.map((dashboard) => this.configMapOf(dashboard)),
        persistence: { enabled: true, storageClass, size, annotations: { ...HELM_KEEP } },
        grafana: {
          updateStrategy: { type: 'Recreate' },
          ...sized('50m', '128Mi', '512Mi'),
          extraEnvVars: [{ name: 'GF_SERVER_ROOT_URL', value: `https://${this.host}/` }],
        },
        ingress: {
          enabled: true,
          ingressClassName: this.use(props.ingressClass),
          hostname: this.host,
          tls: true,
          annotations: { 'cert-manager.io/cluster-issuer': issuer },
        },
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
      },
    });
  }

  /** A dashboard as a config map. Flux must not take `$` in it for one of its variables. */
  private configMapOf(dashboard: DashboardModel): { configMapName: string; folderName: string; fileName: string } {
    const name = `dashboard-${dashboard.uid}`;
    const fileName = `${dashboard.uid}.json`;
    this.add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } },
      data: { [fileName]: dashboardJson(dashboard) },
    });
    return { configMapName: name, folderName: this.cluster.facts.name, fileName };
  }
}

function dataSources(address: ServiceAddress): Record<string, unknown> {
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'Thanos',
        uid: DATA_SOURCE_UID,
        type: 'prometheus',
        access: 'proxy',
        url: address.url,
        isDefault: true,
        editable: false,
        jsonData: { httpMethod: 'POST', prometheusType: 'Thanos', timeInterval: '30s' },
      },
    ],
  };
}
