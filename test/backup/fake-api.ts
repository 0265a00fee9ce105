import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newFolder } from '../node/programs.ts';

/** An object as the API server has it. */
export interface FakeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string };
  readonly [key: string]: unknown;
}

const KINDS: Readonly<Record<string, readonly (readonly [kind: string, plural: string, namespaced: boolean])[]>> = {
  v1: [
    ['Namespace', 'namespaces', false],
    ['PersistentVolume', 'persistentvolumes', false],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', true],
  ],
  'topolvm.io/v1': [['LogicalVolume', 'logicalvolumes', false]],
};
const TOKEN = 'fake-token';

/** A FAKE of the API server: objects that can be asked for over TLS, with a token. */
export class FakeApi {
  objects: readonly FakeObject[];
  readonly #server: Server;
  readonly #certificate: string;

  private constructor(objects: readonly FakeObject[]) {
    this.objects = objects;
    const folder = newFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = ['-subj', '/CN=fake', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const args = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      ...names,
      '-keyout',
      key,
      '-out',
      cert,
    ];
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    this.#certificate = readFileSync(cert, 'utf8');
    this.#server = createServer({ key: readFileSync(key), cert: this.#certificate }, (request, answer) => {
      const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`;
      const found = isAllowed ? this.#at(request.url!) : undefined;
      const code = isAllowed ? (found ? 200 : 404) : 401;
      answer.writeHead(code, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(found ?? { message: code === 401 ? 'Unauthorized' : 'not found' }));
    });
  }

  static async start(objects: readonly FakeObject[]): Promise<FakeApi> {
    const fake = new FakeApi(objects);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  /** As MicroK8s writes it. */
  get kubeconfig(): string {
    const authority = Buffer.from(this.#certificate).toString('base64');
    return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${authority}
    server: https://127.0.0.1:${(this.#server.address() as AddressInfo).port}
  name: microk8s-cluster
contexts:
- context:
    cluster: microk8s-cluster
    user: admin
  name: microk8s
current-context: microk8s
kind: Config
users:
- name: admin
  user:
    token: "${TOKEN}"
`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #at(path: string): unknown {
    for (const [apiVersion, kinds] of Object.entries(KINDS)) {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      if (path === root) {
        return { resources: kinds.map(([kind, name, namespaced]) => ({ kind, name, namespaced, verbs: ['list'] })) };
      }
      for (const [kind, plural] of kinds) {
        const all = this.objects.filter((object) => object.kind === kind && object.apiVersion === apiVersion);
        if (path === `${root}/${plural}`) return { items: all };
        const one = all.find(({ metadata }) => path === `${root}/${plural}/${metadata.name}`);
        if (one) return one;
      }
    }
    return undefined;
  }
}
