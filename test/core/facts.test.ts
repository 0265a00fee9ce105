import type { ClusterFacts } from '../../lib/core/facts.ts';
import { placeholder } from '../../lib/core/placeholder.ts';
import { emptyLab, FACTS } from '../fixtures/labs.ts';

const [node] = FACTS.nodes;

/** Paths that are refused. */
function refused(facts: object): string[] {
  return emptyLab(facts as Partial<ClusterFacts>).findings.map(({ where }) => where.path!);
}

test('good facts are accepted, with defaults filled in', () => {
  const lab = emptyLab();
  expect(lab.findings).toEqual([]);
  expect(lab.facts.acme.environment).toBe('staging');
  expect(lab.facts.git.path).toBe('.');
  expect(lab.facts.nodes[0]!.volumeGroups[0]!.spareGiB).toBe(10);
});

test.each<[string, object, string]>([
  ['an unknown track', { track: '1.99' }, 'track'],
  ['a name with capitals', { name: 'Lab' }, 'name'],
  ['a domain with a path', { domain: 'lab.example.com/x' }, 'domain'],
  ['a zone named by its domain', { dns: { zone: 'lab.example.com', project: 'example-project' } }, 'dns.zone'],
  ['a short project', { dns: { zone: 'zone', project: 'p' } }, 'dns.project'],
  ['an address that is none', { acme: { email: 'owner' } }, 'acme.email'],
  ['an unknown environment', { acme: { email: 'o@example.com', environment: 'prod' } }, 'acme.environment'],
  ['a bucket with its scheme', { objectStorage: { bucket: 'gs://bucket' } }, 'objectStorage.bucket'],
  ['an scp-like git address', { git: { url: 'git@example.com:o/lab.git', branch: 'main' } }, 'git.url'],
  ['a path that leaves the repository', { git: { ...FACTS.git, path: '../x' } }, 'git.path'],
  ['no nodes', { nodes: [] }, 'nodes'],
  ['two nodes of one name', { nodes: [node, node] }, 'nodes[1].name'],
  ['no cores', { nodes: [{ ...node, cores: 0 }] }, 'nodes[0].cores'],
  ['memory as text', { nodes: [{ ...node, memoryGiB: '64Gi' }] }, 'nodes[0].memoryGiB'],
  ['no volume group', { nodes: [{ ...node, volumeGroups: [] }] }, 'nodes[0].volumeGroups'],
  [
    'more spare than there is',
    { nodes: [{ ...node, volumeGroups: [{ name: 'vg0', deviceClass: 'ssd', sizeGiB: 10, spareGiB: 10 }] }] },
    'nodes[0].volumeGroups[0].spareGiB',
  ],
  [
    "a pool named by LVM's own part of it",
    { nodes: [{ ...node, volumeGroups: [{ name: 'vg0', deviceClass: 'ssd', sizeGiB: 100, pool: 'pool_tdata' }] }] },
    'nodes[0].volumeGroups[0].pool',
  ],
  ['a missing section', { dns: undefined }, 'dns.zone'],
])('%s is refused at its path', (_what, facts, path) => {
  expect(refused(facts)).toContain(path);
});

test('all mistakes are told at once, each with value, expectation and fix', () => {
  const { findings } = emptyLab({ name: 'Lab', git: { url: 'git@h:p', branch: '' } });
  expect(findings.map(({ where }) => where.path)).toEqual(['name', 'git.url', 'git.branch']);
  for (const { message, hint } of findings) {
    expect(message).toMatch(/ is .*; expected /);
    expect(hint).not.toBe('');
  }
});

test('a refusal names the line of the owner that made the lab', () => {
  const [finding] = emptyLab({ name: 'Lab' }).findings;
  expect(finding!.where.source).toMatchObject({ file: 'test/fixtures/labs.ts' });
});

test('placeholders and reserved names are listed as open, and nothing else is', () => {
  expect(emptyLab().openFacts.map(({ path }) => path)).toEqual(['domain', 'acme.email', 'tailnet', 'git.url']);
  const { openFacts } = emptyLab({
    domain: 'home.arpa',
    acme: { email: 'owner@home.arpa' },
    tailnet: 'tail1.ts.net',
    git: { url: 'https://git.example.org/lab.git', branch: 'main' },
    objectStorage: { bucket: placeholder('bucket') },
  });
  expect(openFacts.map(({ path }) => path)).toEqual(['objectStorage.bucket', 'git.url']);
});
