import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { setSourceLocator } from '../core/source.ts';

/** Makes places in the bundle read as places in the sources it was made from. The map is read when first asked for. */
export function useSourceMap(bundle: string): void {
  let map: SourceMap | undefined;
  setSourceLocator((file, line, column) => {
    if (file !== bundle) return { file, line };
    map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry)) return undefined;
    return { file: resolve(dirname(bundle), entry.originalSource), line: entry.originalLine + 1 };
  });
}
