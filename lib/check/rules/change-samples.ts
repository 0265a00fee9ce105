/** Two revisions, as the examples of the rules write them. */
export function change(before: string, after: string): string {
  return `# before\n${before}\n# after\n${after}`;
}

export function deployment(labels: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec:
      containers: [{ name: web, image: "${image}" }]`;
}

export function statefulSet(image: string): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: default }
spec:
  serviceName: web
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "${image}" }]`;
}

export function claim(name: string, size: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: default }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } } }`;
}

export function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }`;
}

export function release(chart: string, version: string, name: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: ${chart}, namespace: monitoring }
spec:
  interval: 1h
  releaseName: ${name}
  chart: { spec: { chart: ${chart}, version: ${version}, sourceRef: { kind: HelmRepository, name: charts } } }`;
}

export function issuer(server: string): string {
  return `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { server: "https://${server}.api.letsencrypt.org/directory", privateKeySecretRef: { name: account } } }`;
}

export function role(verbs: string, resource: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: backup }
rules: [{ apiGroups: [""], resources: [${resource}], verbs: [${verbs}] }]`;
}
