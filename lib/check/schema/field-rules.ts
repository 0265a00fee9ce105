import { judgeCidr, judgeIp } from '../../values/cidr.ts';
import { judgeCron } from '../../values/cron.ts';
import { judgeLabelName, judgeSubdomainName } from '../../values/dns-name.ts';
import { judgeHostPattern } from '../../values/host.ts';
import { judgeImage } from '../../values/image.ts';
import { integerBetween } from '../../values/integer.ts';
import { judgeNodePort, judgePort, judgePortName, judgePortOrName } from '../../values/port.ts';
import type { Judge } from '../../values/refusal.ts';
import { oneOf } from '../../values/text.ts';
import { spell } from '../spell.ts';
import { coreEnums } from './core-enums.ts';

/** What the API server demands of a field beyond what its schema says. */
export interface FieldRule {
  readonly code: string;
  readonly judge: Judge;
}

type Rows = Readonly<Record<string, Readonly<Record<string, Judge>>>>;

const max = 2 ** 31 - 1;
const count = integerBetween(0, max);
const positive = integerBetween(1, max);
const weight = integerBetween(1, 100);
/** The mode of a file, 0 to 0777. `644` without a leading zero is 01204, and no mode. */
const fileMode: Judge = (value) => {
  const refusal = integerBetween(0, 0o777)(value);
  return refusal && { expected: 'a mode from 0 to 0777 (511)', fix: fixForMode(spell(value)) };
};

function fixForMode(text: string): string {
  const mode = /^[0-7]{3,4}$/.test(text) ? text.slice(-3) : '644';
  return `Write an octal number: 0${mode} in YAML, 0o${mode} in TypeScript.`;
}

/** Zero and the empty text count as left out. */
const unset =
  (judge: Judge): Judge =>
  (value) =>
    value === 0 || value === '' ? undefined : judge(value);

const ports: Rows = {
  ContainerPort: { containerPort: judgePort, hostPort: unset(judgePort) },
  EndpointPort: { port: judgePort },
  GRPCAction: { port: judgePort },
  HTTPGetAction: { port: judgePortOrName },
  NetworkPolicyPort: { port: judgePortOrName, endPort: judgePort },
  ServiceBackendPort: { number: unset(judgePort), name: unset(judgePortName) },
  ServicePort: { port: judgePort, nodePort: unset(judgeNodePort), targetPort: unset(judgePortOrName) },
  ServiceReference: { port: judgePort },
  TCPSocketAction: { port: judgePortOrName },
};

const ranges: Rows = {
  CronJobSpec: { startingDeadlineSeconds: count, successfulJobsHistoryLimit: count, failedJobsHistoryLimit: count },
  ClientIPConfig: { timeoutSeconds: integerBetween(1, 86400) },
  ConfigMapVolumeSource: { defaultMode: fileMode },
  DaemonSetSpec: { minReadySeconds: count, revisionHistoryLimit: count },
  DeploymentSpec: {
    replicas: count,
    minReadySeconds: count,
    revisionHistoryLimit: count,
    progressDeadlineSeconds: count,
  },
  DownwardAPIVolumeFile: { mode: fileMode },
  DownwardAPIVolumeSource: { defaultMode: fileMode },
  HorizontalPodAutoscalerSpec: { minReplicas: positive, maxReplicas: positive },
  JobSpec: {
    parallelism: count,
    completions: count,
    backoffLimit: count,
    activeDeadlineSeconds: count,
    ttlSecondsAfterFinished: count,
  },
  KeyToPath: { mode: fileMode },
  PodSecurityContext: { runAsUser: count, runAsGroup: count, fsGroup: count },
  PodSpec: { terminationGracePeriodSeconds: count, activeDeadlineSeconds: positive },
  PreferredSchedulingTerm: { weight },
  Probe: {
    initialDelaySeconds: count,
    periodSeconds: count,
    timeoutSeconds: count,
    successThreshold: count,
    failureThreshold: count,
  },
  ProjectedVolumeSource: { defaultMode: fileMode },
  ReplicaSetSpec: { replicas: count, minReadySeconds: count },
  SecretVolumeSource: { defaultMode: fileMode },
  SecurityContext: { runAsUser: count, runAsGroup: count },
  StatefulSetSpec: { replicas: count, minReadySeconds: count, revisionHistoryLimit: count },
  TopologySpreadConstraint: { maxSkew: positive },
  WeightedPodAffinityTerm: { weight },
};

const names: Rows = {
  Container: { name: judgeLabelName },
  ContainerPort: { name: unset(judgePortName) },
  IngressServiceBackend: { name: judgeSubdomainName },
  ServicePort: { name: unset(judgeLabelName) },
  ServiceSpec: { externalName: unset(judgeSubdomainName) },
  Volume: { name: judgeLabelName },
};

const addresses: Rows = {
  HostAlias: { ip: judgeIp },
  IPBlock: { cidr: judgeCidr, except: judgeCidr },
  IngressRule: { host: unset(judgeHostPattern) },
  IngressTLS: { hosts: judgeHostPattern },
  PodDNSConfig: { nameservers: judgeIp },
  ServiceSpec: { externalIPs: judgeIp, loadBalancerSourceRanges: judgeCidr, loadBalancerIP: unset(judgeIp) },
};

/** Rules of fields of built-in kinds, by definition and field. Of a list they hold for each item. */
export const fieldRules: ReadonlyMap<string, ReadonlyMap<string, FieldRule>> = collect({
  'schema-enum': Object.fromEntries(
    Object.entries(coreEnums).map(([definition, fields]) => [
      definition,
      Object.fromEntries(Object.entries(fields).map(([field, values]) => [field, oneOf(values)])),
    ]),
  ),
  'schema-port': ports,
  'schema-range': ranges,
  'schema-name': names,
  'schema-format': addresses,
  'schema-cron': { CronJobSpec: { schedule: judgeCron } },
  'schema-image': { Container: { image: judgeImage } },
});

function collect(tables: Readonly<Record<string, Rows>>): Map<string, Map<string, FieldRule>> {
  const all = new Map<string, Map<string, FieldRule>>();
  for (const [code, rows] of Object.entries(tables)) {
    for (const [definition, fields] of Object.entries(rows)) {
      const rules = all.get(definition) ?? new Map<string, FieldRule>();
      for (const [field, judge] of Object.entries(fields)) rules.set(field, { code, judge });
      all.set(definition, rules);
    }
  }
  return all;
}
