import { REFERENCE_TABLE } from '../../../lib/check/references/table.ts';
import type { RuleDoc } from '../../../lib/check/rule.ts';
import { referenceRules } from '../../../lib/check/rules/reference.ts';
import { told, worldOf } from '../world-of.ts';

/** Where each rule tells the bad example of its own documentation. */
const PLACES: Readonly<Record<string, string>> = {
  'secret-missing': 'Deployment/web spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name',
  'secret-key-missing': 'Deployment/web spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
  'config-map-missing': 'Deployment/web spec.template.spec.volumes[0].configMap.name',
  'config-map-key-missing': 'Deployment/web spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
  'mount-key-missing': 'Deployment/web spec.template.spec.containers[0].volumeMounts[0].subPath',
  'pull-secret-missing': 'Deployment/web spec.template.spec.imagePullSecrets[0].name',
  'service-account-missing': 'Deployment/web spec.template.spec.serviceAccountName',
  'priority-class-missing': 'Deployment/web spec.template.spec.priorityClassName',
  'runtime-class-missing': 'Deployment/web spec.template.spec.runtimeClassName',
  'probe-port-missing': 'Deployment/web spec.template.spec.containers[0].readinessProbe.tcpSocket.port',
  'storage-class-missing': 'PersistentVolumeClaim/data spec.storageClassName',
  'claim-missing': 'Pod/web spec.volumes[0].persistentVolumeClaim.claimName',
  'volume-missing': 'PersistentVolumeClaim/data spec.volumeName',
  'namespace-missing': 'ConfigMap/web metadata.namespace',
  'role-missing': 'RoleBinding/web roleRef.name',
  'binding-subject-missing': 'RoleBinding/web subjects[0].name',
  'service-selects-nothing': 'Service/web spec.selector',
  'target-port-missing': 'Service/web spec.ports[0].targetPort',
  'target-port-unlisted': 'Service/web spec.ports[0].targetPort',
  'service-missing': 'Ingress/web spec.rules[0].http.paths[0].backend.service.name',
  'service-port-missing': 'Ingress/web spec.rules[0].http.paths[0].backend.service.port.number',
  'service-address-missing': 'Pod/asker spec.containers[0].env[0].value',
  'governing-service-missing': 'StatefulSet/db spec.serviceName',
  'ingress-class-missing': 'Ingress/web spec.ingressClassName',
  'ingress-class-annotation': "Ingress/web metadata.annotations['kubernetes.io/ingress.class']",
  'issuer-missing': "Ingress/web metadata.annotations['cert-manager.io/cluster-issuer']",
  'tls-secret-missing': 'Ingress/web spec.tls[0].secretName',
  'certificate-missing': "ValidatingWebhookConfiguration/web metadata.annotations['cert-manager.io/inject-ca-from']",
  'scale-target-missing': 'HorizontalPodAutoscaler/web spec.scaleTargetRef.name',
  'budget-selects-nothing': 'PodDisruptionBudget/web spec.selector',
  'policy-selects-nothing': 'NetworkPolicy/web spec.podSelector',
  'monitor-selects-nothing': 'ServiceMonitor/web spec.selector',
  'monitor-port-missing': 'ServiceMonitor/web spec.endpoints[0].port',
  'monitor-unselected': 'ServiceMonitor/web metadata.labels',
  'prometheus-rule-unselected': 'PrometheusRule/web metadata.labels',
  'thanos-endpoint-missing': 'Pod/query spec.containers[0].args[1]',
  'dashboard-unread': 'ConfigMap/dashboard metadata.labels',
  'source-missing': 'HelmRelease/web spec.chart.spec.sourceRef.name',
  'chart-missing': 'HelmRelease/web spec.chartRef.name',
  'depends-on-missing': 'Kustomization/web spec.dependsOn[0].name',
  'depends-on-kind': 'HelmRelease/web spec.dependsOn[0].name',
  'health-check-missing': 'Kustomization/web spec.healthChecks[0].name',
  'substitute-from-missing': 'Kustomization/web spec.postBuild.substituteFrom[0].name',
  'substitute-undefined': 'ConfigMap/web data.zone',
  'values-from-missing': 'HelmRelease/web spec.valuesFrom[0].name',
  'notification-target-missing': 'Alert/web spec.providerRef.name',
};

const documented = referenceRules.rules.filter(({ bad }) => bad.includes('apiVersion'));

test.each(documented.map((rule): [string, RuleDoc] => [rule.code, rule]))(
  '%s is told at its place, alone, and what is put right is clean',
  (code, { bad, good }) => {
    expect(told(referenceRules, worldOf(bad))).toEqual([`${PLACES[code]} ${code}`]);
    expect(told(referenceRules, worldOf(good))).toEqual([]);
  },
);

test('every rule is documented once, and every row of the table leads to a rule', () => {
  const codes = referenceRules.rules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(REFERENCE_TABLE.map(({ code }) => code).filter((code) => !codes.includes(code))).toEqual([]);
});

const MISTAKES: readonly (readonly [title: string, code: string])[] = [
  ['row 7: valuesFrom names a config map that is not there', 'values-from-missing'],
  ['row 8: sourceRef has a typo', 'source-missing'],
  ['row 13: dependsOn names nothing', 'depends-on-missing'],
  ['row 14: a HelmRelease depends on a Kustomization', 'depends-on-kind'],
  ['row 18: a variable has no value at postBuild', 'substitute-undefined'],
  ['row 23: a namespace is never declared', 'namespace-missing'],
  ['row 24: secretKeyRef names a secret that is not there', 'secret-missing'],
  ['row 25: a volume is made of a config map that is not there', 'config-map-missing'],
  ['row 26: a service selects no pod', 'service-selects-nothing'],
  ['row 27: targetPort names no port of the pod', 'target-port-missing'],
  ['row 28: an ingress leads to a port that the service lacks', 'service-port-missing'],
  ['row 29: ingressClassName has a typo', 'ingress-class-missing'],
  ['row 30: the name of the issuer has a typo', 'issuer-missing'],
  ['row 31: the storage class does not exist', 'storage-class-missing'],
  ['row 33: serviceAccountName names an account that is not there', 'service-account-missing'],
  ['row 34: a ServiceMonitor selects nothing', 'monitor-selects-nothing'],
  ['row 35: a ServiceMonitor lacks the label that Prometheus selects', 'monitor-unselected'],
  ['row 35: a ServiceMonitor asks a port that the service does not name', 'monitor-port-missing'],
];

test.each(MISTAKES)('%s', (title, code) => {
  const rule = documented.find((each) => each.code === code)!;
  expect(rule.mistakes).toContain(Number(/\d+/.exec(title)![0]));
  expect(told(referenceRules, worldOf(rule.bad))).toEqual([`${PLACES[code]} ${code}`]);
});

test('row 24: envFrom names a secret that is not there', () => {
  const world = worldOf(`
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec: { containers: [{ name: web, image: nginx:1.27.5, envFrom: [{ secretRef: { name: settings } }] }] }
`);
  expect(told(referenceRules, world)).toEqual(['Pod/web spec.containers[0].envFrom[0].secretRef.name secret-missing']);
});
