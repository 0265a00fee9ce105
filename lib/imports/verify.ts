import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { filesUnder } from './folder.ts';
import { archiveOutputs, manifestFile, readManifest } from './manifest.ts';
import { sha256 } from './source.ts';

/** A file of imports that is not as it was generated. */
export interface ImportProblem extends Finding {
  readonly code: 'import-edited' | 'import-manifest' | 'import-missing' | 'import-unlisted';
  readonly severity: 'error';
  readonly where: { readonly file: string };
}

const again = 'Run `hensteeth imports --from FOLDER` to generate it again.';

/**
 * Tells every file of imports that was edited by hand, is missing, or is not listed in the manifest.
 *
 * @param folder folder of imports; the findings name files under it
 */
export function verifyImports(folder: string): readonly ImportProblem[] {
  const manifest = readManifest(folder);
  const problem = (code: ImportProblem['code'], path: string, message: string, hint: string): ImportProblem => {
    return { code, severity: 'error', where: { file: `${folder}/${path}` }, message, hint };
  };
  if (!manifest) {
    return [
      problem('import-manifest', manifestFile, 'There is no readable manifest, so nothing can be compared.', again),
    ];
  }
  const present = new Set(filesUnder(folder).filter((path) => path !== manifestFile));
  const problems: ImportProblem[] = [];
  for (const [path, hash] of Object.entries(manifest.outputs)) {
    if (!present.delete(path)) {
      const chart = Object.keys(manifest.archives ?? {}).find((name) => archiveOutputs(name).includes(path));
      const hint = chart === undefined ? again : `Run \`hensteeth imports chart ${chart}\` to generate it again.`;
      problems.push(problem('import-missing', path, 'The manifest lists this file, but it is not there.', hint));
    } else if (sha256(readFileSync(join(folder, path), 'utf8')) !== hash) {
      const hint = 'Take the edit back; what a chart or CRD says is changed by choosing another version.';
      problems.push(problem('import-edited', path, 'The content is not what was generated.', hint));
    }
  }
  for (const path of present) {
    const hint = 'Move it out: files by hand live elsewhere.';
    problems.push(problem('import-unlisted', path, 'The manifest does not list this file.', hint));
  }
  return problems;
}
