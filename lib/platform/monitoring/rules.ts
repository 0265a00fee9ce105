/** A group of alerts, as a `PrometheusRule` takes it. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels: { readonly severity: 'warning' | 'critical' };
    readonly annotations: { readonly summary: string; readonly description: string };
  }[];
}

/** Alerts on the volume groups behind the claims. */
export const storageRules: RuleGroup = {
  name: 'storage',
  rules: [
    {
      alert: 'VolumeGroupAlmostFull',
      expr: 'topolvm_volumegroup_available_bytes / topolvm_volumegroup_size_bytes < 0.1',
      for: '15m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Less than a tenth of device class {{ $labels.device_class }} is free',
        description: 'A new claim, or a larger one, stays Pending once the volume group is full.',
      },
    },
  ],
};

/** Alerts on certificates that are not renewed. */
export const certificateRules: RuleGroup = {
  name: 'certificates',
  rules: [
    {
      alert: 'CertificateNotRenewed',
      expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400',
      for: '1h',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Certificate {{ $labels.namespace }}/{{ $labels.name }} expires within two weeks',
        description: 'It should have been renewed a month before its end. See the events of its CertificateRequest.',
      },
    },
    {
      alert: 'CertManagerAbsent',
      expr: 'absent(up{job="monitoring/cert-manager"} == 1)',
      for: '15m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'cert-manager is not running',
        description: 'No certificate is issued or renewed until it runs again.',
      },
    },
  ],
};

/** Alerts on a lab that no longer follows git. */
export const fluxRules: RuleGroup = {
  name: 'flux',
  rules: [
    {
      alert: 'FluxReconcileErrors',
      expr: 'sum by (controller) (increase(controller_runtime_reconcile_errors_total{job="monitoring/flux"}[30m])) > 10',
      for: '30m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Flux fails again and again in {{ $labels.controller }}',
        description: 'The lab does not follow git. flux get all -A --status-selector ready=false names the object.',
      },
    },
  ],
};
