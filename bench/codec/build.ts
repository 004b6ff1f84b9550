import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile as compileSchemas, renderDiagnostics } from '../../codegen/src/index.js';
import { compile, compileText } from '../compile.js';

export const HERE = fileURLToPath(new URL('.', import.meta.url));
const SCHEMAS = join(HERE, 'schemas');

/**
 * Compiles the project for the children, and the schemas of this bench with the compiler as it is now: nothing is
 * committed that could be stale. Returns the folder, which goes when this process does.
 */
export function build(): string {
  const out = compile();
  const files = readdirSync(SCHEMAS).map((name) => ({
    path: `bench/codec/schemas/${name}`,
    text: readFileSync(join(SCHEMAS, name), 'utf8'),
  }));
  const { outputs, diagnostics } = compileSchemas(files, { runtime: '../../../src' });
  if (diagnostics.length > 0) throw new Error(renderDiagnostics(diagnostics));
  for (const [name, text] of outputs) {
    compileText(text, join(out, 'bench/codec/compiled', name.replace(/ts$/, 'js')));
  }
  return out;
}
