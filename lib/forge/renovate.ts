import { tracks } from '../core/tracks/index.ts';
import { toolList } from '../tools/tools.ts';

/** Days that a version must be old: what is withdrawn is withdrawn by then. */
const AGE = '7 days';
const TRACK_FILES = '/^lib/core/tracks/track-.+\\.ts$/';

/**
 * The configuration of Renovate: npm and Go modules by its own managers; charts of the tracks, outside programs and the actions of the
 * generated workflows by patterns. A track moves as one.
 */
export function renovateConfig(): string {
  const config = {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    extends: ['config:recommended', ':disableRateLimiting'],
    minimumReleaseAge: AGE,
    internalChecksFilter: 'strict',
    dependencyDashboard: true,
    postUpdateOptions: ['gomodTidy'],
    // Only a Renovate that the owner runs may carry these out; any other leaves it to the workflow to say what is stale.
    postUpgradeTasks: {
      commands: ['npm ci', 'npm start', 'npx hensteeth docs'],
      fileFilters: ['dist/**', 'flux/**', 'docs/**', '.github/**', '.forgejo/**'],
      executionMode: 'branch',
    },
    customManagers: [...Object.values(tracks).flatMap(chartManagers), ...toolManagers(), actionManager()],
    packageRules: [
      ...Object.keys(tracks).map((name) => ({
        description: `Charts of track ${name} move together, and with eyes on them.`,
        matchFileNames: [`lib/core/tracks/track-${name}.ts`],
        groupName: `track ${name}`,
        automerge: false,
      })),
      {
        description: 'The programs of the simulator are those of one Flux and one Kubernetes.',
        matchManagers: ['gomod'],
        groupName: 'programs of the simulator',
        automerge: false,
      },
      { description: 'Packages of the project.', matchManagers: ['npm'], groupName: 'npm' },
      {
        description: 'The newest version that runs on the oldest Node of the project.',
        matchPackageNames: ['@kubernetes-models/cert-manager', '@types/node'],
        enabled: false,
      },
    ],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function chartManagers({ charts, repositories }: (typeof tracks)[keyof typeof tracks]): object[] {
  return Object.entries(charts).map(([chart, { repository }]) => {
    const { type, url } = repositories[repository as keyof typeof repositories];
    const isOci = type === 'oci';
    return {
      customType: 'regex',
      managerFilePatterns: [TRACK_FILES],
      matchStrings: [`'?${chart}'?: \\{ repository: '${repository}', version: '(?<currentValue>[^']+)'`],
      depNameTemplate: chart,
      ...(isOci ? { packageNameTemplate: `${url.replace('oci://', '')}/${chart}` } : { registryUrlTemplate: url }),
      datasourceTemplate: isOci ? 'docker' : 'helm',
      versioningTemplate: 'semver-coerced',
    };
  });
}

function toolManagers(): object[] {
  return toolList.map(({ name, package: path }) => ({
    customType: 'regex',
    managerFilePatterns: ['/^lib/tools/tools\\.ts$/'],
    matchStrings: [`name: '${name}',\\s+version: '(?<currentValue>[^']+)'`],
    depNameTemplate: name,
    packageNameTemplate: path.replace(/\/cmd\/.*$/, ''),
    datasourceTemplate: 'go',
    extractVersionTemplate: '^v(?<version>.+)$',
  }));
}

function actionManager(): object {
  return {
    customType: 'regex',
    managerFilePatterns: ['/^lib/forge/actions\\.ts$/'],
    matchStrings: [
      "name: '(?<depName>[^'/]+/[^'/]+)[^']*',\\s+commit: '(?<currentDigest>[0-9a-f]{40})',\\s+version: '(?<currentValue>[^']+)'",
    ],
    datasourceTemplate: 'github-tags',
  };
}
