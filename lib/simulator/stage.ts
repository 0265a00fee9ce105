import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import { Api } from '../live/api.ts';
import type { WatchProps } from '../live/watch.ts';
import { ChartServer, type OfferedChart } from './chart-server.ts';
import { CERTIFICATES, type ControlPlane, restartControlPlane, startControlPlane } from './control-plane.ts';
import { ARTIFACTS, startFlux } from './flux.ts';
import { GitServer } from './git-server.ts';
import { bootstrapOf, givensOf } from './givens.ts';
import { Guardian } from './guardian.ts';
import type { MadeUpSecrets } from './made-up-secrets.ts';
import { type SimulatedExec, startNodes } from './node.ts';
import { freePorts } from './ports.ts';
import { lastLines, Processes } from './processes.ts';
import type { Programs } from './programs.ts';
import { SimulatedProvisioner } from './provisioner.ts';
import { LoopLvm } from './real-volumes/loop-lvm.ts';
import type { StoragePrograms } from './real-volumes/storage-programs.ts';
import { groupsOf, RealTopoLvm } from './real-volumes/topolvm.ts';
import { type StandInChart, writeStandIns } from './stand-in-archive.ts';
import { type Files, forSimulator, Repository } from './tree.ts';

/** What a stage is set with. */
export interface StageProps {
  readonly lab: Cluster;
  readonly programs: Programs<string>;
  readonly charts: readonly OfferedChart[];
  /** Charts that are written first: those whose archives are not at hand. */
  readonly standIns: readonly StandInChart[];
  readonly secrets: MadeUpSecrets;
  /**
   * Programs that make real volumes, as root on a machine with LVM.
   * @default - volumes are simulated
   */
  readonly storage?: StoragePrograms<string>;
  /**
   * A pod in which commands run, in a folder of the stage.
   * @default - none
   */
  readonly exec?: Pick<SimulatedExec, 'namespace' | 'pod'>;
}

/** A running control plane with Flux, a git server and a simulated node. Everything of it ends with `strike`, or with this process. */
export class Stage {
  readonly folder: string;
  readonly processes: Processes;
  readonly git: GitServer;
  readonly charts: ChartServer;
  readonly #props: StageProps;
  readonly #guardian: Guardian;
  readonly #repository: Repository;
  /** Real LVM below real volumes. */
  #lvm: LoopLvm | undefined;
  #provisioner: SimulatedProvisioner | RealTopoLvm | undefined;
  #api: Api | undefined;
  #plane: ControlPlane | undefined;
  /** Port of Flux's artifacts. */
  #artifacts: number | undefined;

  constructor(props: StageProps) {
    this.#props = props;
    this.folder = mkdtempSync(join(tmpdir(), 'hensteeth-simulator-'));
    this.#guardian = new Guardian(this.folder);
    this.processes = new Processes(this.folder, this.#guardian);
    const repositories = join(this.folder, 'git');
    mkdirSync(repositories);
    this.git = new GitServer(repositories);
    this.charts = new ChartServer([...props.charts, ...writeStandIns(props.standIns, join(this.folder, 'charts'))]);
    this.#repository = new Repository(repositories, join(this.folder, 'work'));
  }

  get api(): Api {
    return this.#api!;
  }

  get plane(): ControlPlane {
    return this.#plane!;
  }

  /** Where commands in a pod run, and where its volume is mounted. */
  get execFolder(): string {
    return join(this.folder, 'exec');
  }

  get guardian(): Guardian {
    return this.#guardian;
  }

  /** Starts the control plane, the node, Flux and the servers. Nothing of the lab is applied yet. @throws Error naming what failed */
  async set(say: (step: string) => void): Promise<void> {
    const { programs } = this.#props;
    await Promise.all([this.git.start(), this.charts.start()]);
    say('starting etcd and the API server');
    this.#plane = await startControlPlane(programs.controlPlane, this.folder, this.processes);
    this.#api = await Api.connect(this.#plane.kubeconfig);
    say('starting Flux and the simulated node');
    await this.#furnish();
  }

  /** Deletes the state of the cluster, as when its disk is replaced, and sets the stage again. The git server stays as it is. */
  async wipe(): Promise<void> {
    await this.wreck();
    await this.rebuild();
  }

  /** Ends all programs and deletes the state of the cluster. What lies in logical volumes stays. */
  async wreck(signal?: NodeJS.Signals): Promise<void> {
    this.#provisioner?.stop();
    await Promise.all(this.processes.names.map((name) => this.processes.stop(name, signal)));
    for (const state of [this.datastore, join(this.folder, ARTIFACTS)]) rmSync(state, { recursive: true, force: true });
  }

  /** Sets the stage again after a wreck, on what lies in the datastore's folder now. */
  async rebuild(): Promise<void> {
    const { server, token } = this.plane;
    await restartControlPlane(server, token, this.processes);
    await this.#furnish();
  }

  /** Folder of etcd: the state of the cluster. */
  get datastore(): string {
    return join(this.folder, 'etcd');
  }

  /** Puts another age key in the cluster; without one, that of the secrets. */
  async putKey(key: Manifest = this.#props.secrets.key): Promise<void> {
    await this.api.apply(key);
  }

  /** A key that opens none of the secrets. */
  get otherKey(): Manifest {
    return this.#props.secrets.other;
  }

  /** All that stands in an empty cluster before the lab comes. */
  async #furnish(): Promise<void> {
    const { lab, programs } = this.#props;
    const { kubeconfig } = this.plane;
    this.#artifacts ??= (await freePorts(1))[0]!;
    await Promise.all([
      startFlux(programs, this.folder, kubeconfig, this.api, this.processes, this.#artifacts),
      startNodes(programs.kwok, this.folder, kubeconfig, lab.facts, this.api, this.processes, await this.#exec()),
      this.#given(),
    ]);
    await this.putKey();
    this.#provisioner = this.#volumes();
    this.#provisioner.start();
  }

  async #exec(): Promise<SimulatedExec | undefined> {
    const { exec } = this.#props;
    if (!exec) return undefined;
    mkdirSync(this.execFolder, { recursive: true });
    const [port] = await freePorts(1);
    // The certificate that the API server made for itself: it does not ask a kubelet for one of its own.
    const own = (name: string) => join(this.folder, CERTIFICATES, name);
    const [certificate, key] = [own('apiserver.crt'), own('apiserver.key')];
    return { ...exec, folder: this.execFolder, port: port!, certificate, key };
  }

  /** What makes volumes. The groups outlive the cluster's state. */
  #volumes(): SimulatedProvisioner | RealTopoLvm {
    const { lab, storage: programs } = this.#props;
    if (!programs) return new SimulatedProvisioner(this.api, lab.facts);
    if (!this.#lvm) {
      this.#lvm = new LoopLvm(join(this.folder, 'lvm'), this.#guardian);
      this.#lvm.make(groupsOf(lab.facts));
    }
    const { api, folder, processes } = this;
    const { kubeconfig } = this.plane;
    return new RealTopoLvm({ programs, api, facts: lab.facts, lvm: this.#lvm, folder, kubeconfig, processes });
  }

  /** Real LVM; `undefined` while volumes are simulated. */
  get lvm(): LoopLvm | undefined {
    return this.#lvm;
  }

  /** What MicroK8s has: namespaces first. */
  async #given(): Promise<void> {
    const givens = givensOf(this.#props.lab.track);
    for (const given of givens) await this.api.apply(given);
  }

  /**
   * Pushes a tree and asks Flux to look.
   *
   * @param secrets files of `secrets/`, by default all that were made up
   * @returns the revision
   */
  async push(files: Files, message: string, secrets: Files = this.#props.secrets.files): Promise<string> {
    const { lab } = this.#props;
    const revision = this.#repository.push(forSimulator(files, this.charts.url, secrets), message);
    await this.reconcile(lab, revision);
    return revision;
  }

  async reconcile(lab: Cluster, token: string): Promise<void> {
    const { path } = lab.facts.git;
    const flux = path === '.' ? 'flux' : `${path}/flux`;
    for (const manifest of bootstrapOf(lab.track, `${this.git.url}/${this.#repository.name}`, flux)) {
      const annotations = { 'reconcile.fluxcd.io/requestedAt': token };
      await this.api.apply({ ...manifest, metadata: { ...manifest.metadata, annotations } });
    }
  }

  /** What to watch, and that its programs stand: the last lines of one that ended by itself are the error. */
  get watched(): Pick<WatchProps, 'api' | 'mustStand'> {
    const mustStand = () => {
      const fallen = this.processes.fallen();
      if (fallen) throw new Error(`${fallen.name} ended:\n${lastLines(fallen)}`);
    };
    return { api: this.api, mustStand };
  }

  /** Ends everything and removes the folder. */
  async strike(): Promise<void> {
    this.#provisioner?.stop();
    await Promise.all([this.git.stop(), this.charts.stop()]);
    await this.#guardian.end();
  }

  /** Lets the programs live on, without this process: its git and chart servers and its provisioner end with it. */
  keep(): void {
    this.#guardian.keep();
  }
}

/** Name of the source and of the layer that applies the others. */
export const ROOT = FLUX_NAMESPACE;
