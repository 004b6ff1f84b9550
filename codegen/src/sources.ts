/** A schema text handed to the compiler. `path` is relative to the schema folder or the working directory. */
export interface SchemaText {
  readonly path: string;
  readonly text: string;
}

/** Finds an imported schema by the path the import resolves to; `undefined` if there is none. */
export type ReadSchema = (path: string) => string | undefined;

/** Resolves `relative` against the folder of `from`, both with forward slashes. */
export function resolvePath(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
