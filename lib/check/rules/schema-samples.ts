/** A sample with one place changed. */
export function changed(sample: string, from: string, to: string): string {
  return sample.replace(from, to);
}

/** A sample with lines added behind its image, indented as the container's fields are. */
export function withContainer(lines: string): string {
  return deployment + lines.replace(/^(?=.)/gm, ' '.repeat(10));
}

/** A sample with lines added, indented as the pod's fields are. */
export function withPod(lines: string): string {
  return deployment + lines.replace(/^(?=.)/gm, ' '.repeat(6));
}

/** A Deployment with nothing wrong in it. */
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27.5
`;

/** A CronJob with nothing wrong in it. */
export const cronJob = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
  namespace: web
spec:
  schedule: 1 3 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: backup
              image: ghcr.io/example/backup:1.2.3
`;

/** A HelmRelease with nothing wrong in it. */
export const helmRelease = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata:
  name: web
  namespace: web
spec:
  interval: 10m
  releaseName: web
  chart:
    spec:
      chart: web
      version: 1.2.3
      sourceRef:
        kind: HelmRepository
        name: charts
`;

/** A ConfigMap with nothing wrong in it. */
export const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: web
  labels:
    team: home-lab
  annotations:
    note: hello
data:
  colour: green
`;

/** A definition with a rule and a choice, and an object of its kind with nothing wrong in it. */
export const door = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: doors.example.org
spec:
  group: example.org
  names:
    kind: Door
    plural: doors
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                key:
                  type: string
                code:
                  type: string
              oneOf:
                - required: [key]
                - required: [code]
              x-kubernetes-validations:
                - rule: has(self.key) != has(self.code)
                  message: either key or code
---
apiVersion: example.org/v1
kind: Door
metadata:
  name: front
  namespace: web
spec:
  key: brass
`;
