/** The schema folder and the generated folder as the command line names them. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import type { ReadSchema, SchemaText } from '../sources.js';
import { UsageError } from '../usage-error.js';

/** All schemas below `folder`, sorted by path. */
export async function readSchemas(folder: string): Promise<readonly SchemaText[]> {
  const names = await readdir(folder, { recursive: true }).catch((): never => {
    throw new UsageError(`there is no folder ${folder}; \`--in\` says where the schemas are`);
  });
  const schemas = names.filter((name) => /\.(?:mol|proto)$/.test(name)).sort();
  if (schemas.length === 0) throw new UsageError(`${folder} holds no .mol or .proto file`);
  return Promise.all(
    schemas.map(async (name) => {
      const path = join(folder, name);
      return { path: slashes(path), text: await readFile(path, 'utf8') };
    }),
  );
}

/** Reads schemas that others import from outside of the folder. */
export const readImported: ReadSchema = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** The published package, or its sources when we run inside its own repository. */
export function defaultRuntime(out: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: string };
      if (name !== 'tentacle-ts') return 'tentacle-ts';
      const path = slashes(relative(resolve(out), join(folder, 'src')));
      return path.startsWith('.') ? path : `./${path}`;
    }
    if (dirname(folder) === folder) return 'tentacle-ts';
  }
}

/** Paths in messages and in generated code look the same on every platform. */
export function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
