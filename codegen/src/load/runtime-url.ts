/** Where the runtime is that loaded codecs call. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** We run from sources, so a loader is there that can import TypeScript. */
const FROM_SOURCES = import.meta.url.endsWith('.ts');

/**
 * URL of `tentacle-ts/wire` as seen from `folder`: the sources in the repository of the runtime itself, else the
 * installed package. Throws if there is neither.
 */
export function runtimeUrl(folder: string = process.cwd()): string {
  const root = packageFolder(folder);
  if (root !== undefined) {
    const sources = join(root, 'src', 'wire', 'index.ts');
    if (FROM_SOURCES && packageName(root) === 'tentacle-ts' && existsSync(sources)) {
      return pathToFileURL(sources).href;
    }
    try {
      return pathToFileURL(createRequire(join(root, 'package.json')).resolve('tentacle-ts/wire')).href;
    } catch (cause) {
      throw new Error(`the runtime tentacle-ts is not installed in ${root}`, { cause });
    }
  }
  throw new Error(`no package.json in ${folder} or above: the runtime tentacle-ts cannot be found`);
}

function packageFolder(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : packageFolder(dirname(folder));
}

function packageName(folder: string): unknown {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly name?: unknown }).name;
}
