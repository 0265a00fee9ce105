import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOf, type Entry } from '../charts/archive-fixture.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, removeScratch } from '../charts/real-helm.ts';
import { Project } from './project.ts';

const META: Entry = { path: 'thanos/Chart.yaml', content: 'apiVersion: v2\nname: thanos\nversion: 17.3.1\n' };
const template = (content: string): Entry => ({ path: 'thanos/templates/a.yaml', content });
const whole = archiveOf([META, template('# nothing here')]);

/** A mirror that has one archive, for the release thanos. */
function mirrorWith(archive: Buffer): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'thanos-17.3.1.tgz'), archive);
  return folder;
}

describeWithHelm('charts that cannot be rendered', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  const project = new Project();
  beforeAll(realHelm.path);
  afterAll(() => {
    project.remove();
    removeScratch();
  });

  test.each<[string, Buffer, string]>([
    ['a truncated archive', whole.subarray(0, whole.length / 2), 'thanos-17.3.1.tgz'],
    ['a file that is no archive', Buffer.from('no archive'), 'thanos-17.3.1.tgz'],
    ['an archive that is no chart', archiveOf([{ path: 'thanos/readme', content: 'x' }]), 'thanos-17.3.1.tgz'],
    ['a path that leads out', archiveOf([META, { path: 'thanos/../../x', content: 'x' }]), 'thanos-17.3.1.tgz'],
    ['a template that fails', archiveOf([META, template('{{ fail "choose a store" }}')]), 'choose a store'],
    [
      'a template that includes itself',
      archiveOf([META, template('{{ define "round" }}{{ include "round" . }}{{ end }}{{ include "round" . }}')]),
      'nested reference name',
    ],
    [
      'a chart for another Kubernetes',
      archiveOf([{ ...META, content: `${META.content}kubeVersion: ">=1.90.0-0"\n` }]),
      'requires kubeVersion: >=1.90.0-0',
    ],
  ])('%s is an error with the release and a fix', (_, archive, words) => {
    const { code, out, err } = project.hensteeth('charts', 'render', 'thanos', '--mirror', mirrorWith(archive));
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('error: thanos: ');
    expect(err).toContain(words);
    expect(err).toMatch(/\n {2}fix: .+\./);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('the check tells it at the release, in the line of the lab that made it', () => {
    const { code, out } = project.hensteeth('check', '--mirror', mirrorWith(Buffer.from('no archive')));
    expect(code).toBe(1);
    expect(out).toMatch(/error chart-render HelmRelease \S+\/thanos spec\.values/);
    expect(out).toContain('fix: ');
  });
});
