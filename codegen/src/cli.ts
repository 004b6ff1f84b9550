#!/usr/bin/env node
/** `tentacle-gen`: schemas in, TypeScript out. Exit codes: 0 done, 1 a schema is wrong, 2 the output is stale. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import { Command } from 'commander';

import { compile } from './compile.js';
import { renderDiagnostics } from './diag/render.js';
import { checkSyntax } from './emit/syntax-gate.js';
import { findDrift, writeOutputs } from './output.js';
import type { SchemaText } from './sources.js';
import { VERSION } from './version.js';

interface GenOptions {
  readonly in: string;
  readonly out: string;
  readonly runtime: string | undefined;
  readonly check: boolean;
}

/** The published package, or its sources when we run inside its own repository. */
function defaultRuntime(out: string): string {
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

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

async function readSchemas(folder: string): Promise<readonly SchemaText[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:mol|proto)$/.test(name));
  return Promise.all(
    names.sort().map(async (name) => {
      const path = join(folder, name);
      return { path: slashes(path), text: await readFile(path, 'utf8') };
    }),
  );
}

async function gen(options: GenOptions): Promise<number> {
  const files = await readSchemas(options.in);
  const read = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const { outputs, diagnostics } = compile(files, {
    runtime: options.runtime ?? defaultRuntime(options.out),
    read,
  });
  if (diagnostics.length > 0) {
    process.stderr.write(`${renderDiagnostics(diagnostics, process.stderr.isTTY)}\n`);
    return 1;
  }
  const drift = await findDrift(options.out, outputs);
  if (options.check) {
    for (const { file, kind } of drift)
      process.stderr.write(`${slashes(join(options.out, file))}  ${kind}\n`);
    if (drift.length > 0) process.stderr.write('The generated code is stale: run `tentacle-gen gen`.\n');
    return drift.length > 0 ? 2 : 0;
  }
  const changed = new Map([...outputs].filter(([file]) => drift.some((each) => each.file === file)));
  if (changed.size > 0) {
    const problems = await checkSyntax(changed);
    if (problems.length > 0)
      throw new Error(`the generator emitted broken TypeScript:\n${problems.join('\n')}`);
  }
  await writeOutputs(options.out, outputs, drift);
  process.stdout.write(`${outputs.size} files, ${drift.length} changed\n`);
  return 0;
}

const program = new Command('tentacle-gen')
  .description('Compiles .mol and .proto schemas to TypeScript')
  .version(VERSION);
program
  .command('gen', { isDefault: true })
  .description('generate codecs and handler stubs')
  .option('--in <folder>', 'folder with the schemas', 'schemas')
  .option('--out <folder>', 'folder for the generated code', 'generated')
  .option('--runtime <specifier>', 'where generated code imports the runtime from (default: tentacle-ts)')
  .option('--check', 'write nothing; exit with 2 if the output is not what the schemas say', false)
  .action(async (options: GenOptions) => {
    process.exitCode = await gen(options);
  });
await program.parseAsync();
