import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compile, type CompileOptions, renderDiagnostics, type SchemaText } from '../../codegen/src/index.js';
import type { Codec } from '../../src/wire/index.js';

const load = createRequire(import.meta.url);
const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

export interface Generated {
  /** The codecs of a generated file by type name. */
  codecs(stem: string): Readonly<Record<string, Codec<unknown>>>;
  remove(): Promise<void>;
}

/** Compiles schemas into a folder of their own, from which their codecs can be imported. */
export async function loadGenerated(
  files: readonly SchemaText[],
  options: CompileOptions = {},
): Promise<Generated> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-codegen-'));
  const { outputs, diagnostics } = compile(files, { ...options, runtime: relative(folder, SOURCES) });
  if (diagnostics.length > 0) throw new Error(renderDiagnostics(diagnostics));
  await Promise.all([...outputs].map(([file, text]) => writeFile(join(folder, file), text)));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return {
    // By `require`, as mocha loads the tests: both then share one instance of the runtime.
    codecs: (stem) => load(join(folder, `${stem}.ts`)) as Readonly<Record<string, Codec<unknown>>>,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The codec of a type, which must be there. */
export function codecOf(codecs: Readonly<Record<string, Codec<unknown>>>, name: string): Codec<unknown> {
  const codec = codecs[name];
  if (codec === undefined) throw new Error(`no codec for ${name}`);
  return codec;
}
