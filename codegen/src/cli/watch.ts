import type { Format } from '../diag/format.js';
import type { SchemaText } from '../sources.js';
import { problemOf } from '../usage-error.js';
import type { CommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { report } from './format.js';
import { apply, generate, type GenerateOptions, type Generation } from './generate.js';
import { readSchemas } from './schema-files.js';
import { SchemaWatcher } from './schema-watcher.js';

/** What is made, and how it is said what is wrong. */
export interface WatchOptions extends GenerateOptions {
  readonly format: Format;
}

/** Generates, and again after every change, until Ctrl-C. While a schema is broken the last good output stays. */
export async function watch(options: WatchOptions, line: CommandLine): Promise<number> {
  const round = new Round(options, line);
  const watcher = new SchemaWatcher(options.in);
  let stopped = false;
  let stop = (): void => {};
  const stopping = new Promise<void>((resolve) => {
    stop = () => {
      stopped = true;
      resolve();
    };
  });
  for (const signal of ENDING) process.on(signal, stop);
  let told = false;
  try {
    while (!stopped) {
      await round.run();
      // What happened in a folder before it was watched would be missed.
      if (await watcher.follow(round.imported)) continue;
      if (!told) line.out.write(`watching ${options.in}, Ctrl-C ends\n`);
      told = true;
      await Promise.race([watcher.changed(), stopping]);
    }
  } finally {
    watcher.close();
    for (const signal of ENDING) process.off(signal, stop);
  }
  return EXIT.ok;
}

const ENDING = ['SIGINT', 'SIGTERM'] as const;

/** How many changes a line names. */
const NAMED = 3;

/** One look at the folder after another. */
class Round {
  /** Files outside of the folder that the schemas import. */
  imported: readonly string[] = [];
  readonly #options: WatchOptions;
  readonly #line: CommandLine;
  #before: ReadonlyMap<string, string> | undefined;
  /** What was said about a missing folder. */
  #said = '';

  constructor(options: WatchOptions, line: CommandLine) {
    this.#options = options;
    this.#line = line;
  }

  async run(): Promise<void> {
    const start = performance.now();
    try {
      const schemas = await readSchemas(this.#options.in);
      const generation = await generate(schemas, this.#options);
      const what = this.#changes(schemas, generation);
      if (what === undefined) return;
      report(generation.diagnostics, this.#options.format, this.#line);
      if (generation.program !== undefined) await apply(generation);
      const ms = Math.round(performance.now() - start);
      this.#line.out.write(`${what}: ${outcome(generation)} (${ms} ms)\n`);
    } catch (thrown) {
      // A file may be gone between listing and reading: its removal brings us here again.
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
      const problem = problemOf(thrown);
      if (problem === undefined) throw thrown;
      this.#before = new Map();
      // The folder above it may be busy with other things.
      if (problem !== this.#said) this.#line.errors.write(`error: ${problem}\n`);
      this.#said = problem;
    }
  }

  /** Which schemas are not what they were; `undefined` if all are, and the output is as it should be. */
  #changes(schemas: readonly SchemaText[], generation: Generation): string | undefined {
    const before = this.#before;
    const now = new Map(schemas.map(({ path, text }) => [path, text]));
    this.#before = now;
    this.#said = '';
    this.imported = generation.imported;
    if (before === undefined) return `${schemas.length} schemas`;
    const changes = [
      ...[...now].filter(([path]) => !before.has(path)).map(([path]) => `${path} added`),
      ...[...before].filter(([path]) => !now.has(path)).map(([path]) => `${path} removed`),
      ...[...now]
        .filter(([path, text]) => before.has(path) && before.get(path) !== text)
        .map(([path]) => `${path} changed`),
    ];
    const more = changes.length - NAMED;
    if (more > 1) return `${changes.slice(0, NAMED).join(', ')} and ${more} more`;
    if (changes.length > 0) return changes.join(', ');
    return generation.drift.length > 0 ? 'an import or the output changed' : undefined;
  }
}

function outcome({ program, drift }: Generation): string {
  if (program === undefined) return 'the last good output stays';
  if (drift.length === 0) return 'nothing to write';
  const removed = drift.filter(({ kind }) => kind === 'orphan').length;
  const written = drift.length - removed;
  const parts = [
    ...(written > 0 ? [`${written} ${written === 1 ? 'file' : 'files'} written`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return parts.join(', ');
}
