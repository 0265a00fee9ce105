import type { Tool } from './tool.ts';

/** The Helm that helm-controller of Flux 2.2 is built on. */
export const helm: Tool = {
  name: 'helm',
  version: '3.13.3',
  package: 'helm.sh/helm/v3/cmd/helm',
  variables: { 'helm.sh/helm/v3/internal/version.version': 'v3.13.3' },
  versionArguments: ['version', '--template', '{{.Version}}'],
  releases: 'https://github.com/helm/helm/releases/tag/v3.13.3',
};

/** Encrypts and decrypts the files of `secrets/`. */
export const sops: Tool = {
  name: 'sops',
  version: '3.13.3',
  package: 'github.com/getsops/sops/v3/cmd/sops',
  versionArguments: ['--disable-version-check', '--version'],
  releases: 'https://github.com/getsops/sops/releases/tag/v3.13.3',
};

/** Makes the keys that SOPS encrypts to. */
export const ageKeygen: Tool = {
  name: 'age-keygen',
  version: '1.3.2',
  package: 'filippo.io/age/cmd/age-keygen',
  versionArguments: ['--version'],
  releases: 'https://github.com/FiloSottile/age/releases/tag/v1.3.2',
};

/** Every outside program, by name. */
export const tools: Readonly<Record<string, Tool>> = { helm, sops, 'age-keygen': ageKeygen };
