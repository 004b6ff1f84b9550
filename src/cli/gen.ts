import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from './exit-codes.js';
import { Failure } from './failure.js';
import type { Output } from './output.js';
import type { Run } from './program.js';

const COMPILER = 'tentacle-ts-codegen';
const COMPILER_COMMAND = 'tentacle-gen';

/** `tentacle gen`: hands everything over to the schema compiler, which is a package of its own. */
export function addGen(program: Command, run: Run): void {
  program
    .command('gen')
    .description(`compile schemas with ${COMPILER}; takes the options of \`${COMPILER_COMMAND} gen\``)
    .argument('[options...]', 'passed on as they are')
    .option('--json', 'print one JSON line at the end; what the compiler says goes to standard error', false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((args: string[]) => run((output) => gen(output, args)));
}

async function gen(output: Output, args: readonly string[]): Promise<number> {
  // The compiler of the project that we are called in comes first, then the one installed beside us.
  const compiler = findCompiler([join(process.cwd(), 'package.json'), import.meta.url]);
  const passed = args.filter((arg) => arg !== '--json');
  const stdout = output.json ? process.stderr : 'inherit';
  const child = spawn(process.execPath, [compiler, 'gen', ...passed], {
    stdio: ['inherit', stdout, 'inherit'],
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const exit = exitCode ?? EXIT.failed;
  if (output.json) output.event('gen', { exit }, '');
  return exit;
}

/** The compiler's program, as one of the modules `from` would find its package. Throws a {@link Failure}. */
export function findCompiler(from: readonly string[]): string {
  for (const module of from) {
    const manifest = resolveManifest(module);
    if (manifest === undefined) continue;
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: Record<string, string> };
    const program = join(dirname(manifest), bin[COMPILER_COMMAND] ?? '');
    if (existsSync(program)) return program;
    throw new Failure(
      'E_NOT_BUILT',
      `${COMPILER} has no ${program}`,
      EXIT.missing,
      'run `npm run build` in its repository',
    );
  }
  throw new Failure(
    'E_NOT_INSTALLED',
    `the schema compiler ${COMPILER} is not installed`,
    EXIT.missing,
    `npm install --save-dev ${COMPILER}`,
  );
}

function resolveManifest(from: string): string | undefined {
  try {
    return createRequire(from).resolve(`${COMPILER}/package.json`);
  } catch {
    return undefined;
  }
}
