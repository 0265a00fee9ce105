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

/** Every outside program, by name. */
export const tools: Readonly<Record<string, Tool>> = { helm };
