/** A step that somebody else wrote, at exactly one commit. */
export interface Action {
  /** `actions/checkout`. */
  readonly name: string;
  readonly commit: string;
  /** Version of that commit: a comment beside it, which Renovate moves with it. */
  readonly version: string;
}

export const checkout: Action = {
  name: 'actions/checkout',
  commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
  version: 'v7.0.1',
};
export const setupNode: Action = {
  name: 'actions/setup-node',
  commit: '820762786026740c76f36085b0efc47a31fe5020',
  version: 'v7.0.0',
};
export const uploadArtifact: Action = {
  name: 'actions/upload-artifact',
  commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
  version: 'v7.0.0',
};
export const downloadArtifact: Action = {
  name: 'actions/download-artifact',
  commit: '70fc10c6e5e1ce46ad2ea6f2b72d43f7d47b13c3',
  version: 'v8.0.0',
};
export const uploadSarif: Action = {
  name: 'github/codeql-action/upload-sarif',
  commit: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
  version: 'v4.36.2',
};
/** The last one that stores artifacts in the way Forgejo and Gitea do. */
export const uploadArtifactForgejo: Action = {
  name: 'actions/upload-artifact',
  commit: 'ff15f0306b3f739f7b6fd43fb5d26cd321bd4de5',
  version: 'v3',
};
