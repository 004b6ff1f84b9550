import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from './exit-codes.js';
import { Failure } from './failure.js';
import type { Output, Run } from './output.js';

const COMPILER = 'tentacle-ts-codegen';
const COMPILER_COMMAND = 'tentacle-gen';

/** Commands of the schema compiler, which is a package of its own: they are handed over to it as they are. */
export const COMPILER_COMMANDS: readonly (readonly [name: string, does: string])[] = [
  ['gen', 'compile schemas; `gen implement` completes a handler'],
  ['limits', 'show what the limits of the schemas amount to: message sizes, worst-case heap'],
  ['explain', 'show what the bytes of a message are'],
  ['schema', 'compare schemas with an earlier version: `schema check`'],
];

/** Adds `tentacle gen` and the others. */
export function addCompilerCommands(program: Command, run: Run): void {
  for (const [name, does] of COMPILER_COMMANDS) {
    const command = program
      .command(name)
      .description(does)
      .argument('[arguments...]', `passed on to \`${COMPILER_COMMAND} ${name}\` of ${COMPILER}`)
      .allowUnknownOption()
      .passThroughOptions();
    if (name === 'gen') {
      const framing = 'print one JSON line at the end; what the compiler says goes to standard error';
      command.option('--json', framing, false);
    }
    command.action((args: string[]) => run((output) => handOver(output, name, args)));
  }
}

async function handOver(output: Output, name: string, args: readonly string[]): Promise<number> {
  // The compiler of the project that we are called in comes first, then the one installed beside us.
  const compiler = findCompiler([join(process.cwd(), 'package.json'), import.meta.url]);
  // The others have a `--json` of their own.
  const framed = output.json && name === 'gen';
  const passed = framed ? args.filter((arg) => arg !== '--json') : args;
  const child = spawn(process.execPath, [compiler, name, ...passed], {
    stdio: ['inherit', framed ? process.stderr : 'inherit', 'inherit'],
  });
  // How it ends is the compiler's business: `gen --watch` ends with 0.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of PASSED_ON) process.on(signal, pass);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  for (const signal of PASSED_ON) process.off(signal, pass);
  const exit = exitCode ?? EXIT.failed;
  if (framed) output.event('gen', { exit }, '');
  return exit;
}

const PASSED_ON = ['SIGINT', 'SIGTERM'] as const;

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
