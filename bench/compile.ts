import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Inside the project, so that its dependencies are found; ignored by git. */
const CACHE = join(ROOT, '.cache');
const FOLDERS = ['src', 'generated', 'bench'];

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/**
 * Compiles the project for the workers and returns the folder; it goes when this process does. Workers run what
 * users run: tsx names every closure with a property of its own, which made an idle session ten kilobytes larger.
 * Types are not checked.
 */
export function compile(): string {
  mkdirSync(CACHE, { recursive: true });
  const out = mkdtempSync(join(CACHE, 'bench-'));
  process.on('exit', () => rmSync(out, { recursive: true, force: true }));
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      // A bench with packages of its own keeps them beside it.
      if (file.endsWith('.ts') && !file.includes('node_modules'))
        compileFile(join(ROOT, folder, file), join(out, folder, file.replace(/ts$/, 'js')));
    }
  }
  return out;
}

function compileFile(from: string, to: string): void {
  compileText(readFileSync(from, 'utf8'), to);
}

/** Writes TypeScript as JavaScript. */
export function compileText(text: string, to: string): void {
  const { outputText } = ts.transpileModule(text, { compilerOptions: OPTIONS });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, outputText);
}
