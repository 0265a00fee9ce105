/** A part of the simulation: whether it is the real thing, and what stands for it where it is not. */
export interface Realness {
  readonly part: string;
  readonly real: boolean;
  readonly note: string;
  /** Whether `--volumes real` makes it the real thing. */
  readonly isChosen?: boolean;
}

/** What is real in a simulation and what is not; the table in the docs is made from this. */
export const realness: readonly Realness[] = [
  {
    part: 'etcd, API server, controller manager, scheduler',
    real: true,
    note: 'Kubernetes 1.27.4 on track 1.27, RBAC and garbage collection among them',
  },
  { part: 'admission', real: true, note: 'webhooks of charts excepted: they would run in pods' },
  {
    part: 'source-, kustomize- and helm-controller',
    real: true,
    note: 'versions beside the track are named at each run',
  },
  {
    part: 'charts',
    real: true,
    note: 'where the archives are at hand; else a stand-in made from charts.lock.json, marked on every line',
  },
  { part: 'SOPS decryption', real: true, note: 'of made-up secrets, encrypted to a key that lives as long as the run' },
  {
    part: 'nodes and pods',
    real: false,
    note: 'KWOK: as large as the facts say; every container starts and is ready at once',
  },
  {
    part: 'volumes',
    real: false,
    note: 'the simulated provisioner keeps to the sizes of the volume groups, and makes nothing; with --volumes real TopoLVM itself makes them, on LVM over loop devices',
    isChosen: true,
  },
  {
    part: 'what operators in pods do',
    real: false,
    note: 'Ready of ClusterIssuer, Certificate and Prometheus is not waited for; their pods, secrets and claims do not come to be',
  },
  { part: 'addresses of chart repositories', real: false, note: 'a chart server of this machine in their place' },
  { part: 'what MicroK8s has', real: false, note: 'namespaces, ingress classes and services are put there first' },
];
