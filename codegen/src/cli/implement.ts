import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Command } from 'commander';

import { didYouMean } from '../diag/suggest.js';
import type { Format } from '../diag/format.js';
import { protocolName } from '../emit/handler-file.js';
import type { Program } from '../ir/model.js';
import { readProgram } from '../read-program.js';
import { UsageError } from '../usage-error.js';
import type { CommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { formatOption, report } from './format.js';
import { readImported, readSchemas } from './schema-files.js';

interface ImplementOptions {
  readonly in: string;
  readonly out: string;
  readonly class: string | undefined;
  readonly new: boolean;
  readonly format: Format;
}

/** `gen implement`: completes the handler of a protocol. */
export function addImplement(gen: Command, line: CommandLine): void {
  const command = gen
    .command('implement')
    .description('add the methods that a handler lacks, or make the file')
    .argument(
      '<protocol>',
      'a protocol: its name on the wire (`/demo/chat`), its schema or its constant (`chat`)',
    )
    .argument('<file>', 'the TypeScript file with the handler; it is made if there is none')
    .option('--class <name>', 'the class to complete, or to add')
    .option('--new', 'make the file, also if one with a similar name is there', false)
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .option('--out <folder>', 'folder with the generated code', 'generated')
    .addOption(formatOption())
    .action(async (protocol: string, file: string, own: ImplementOptions) => {
      // `--in` and `--out` may also stand in front of `implement`; what stands behind it counts more.
      const before = gen.opts<ImplementOptions>();
      const folder = (name: 'in' | 'out'): string =>
        command.getOptionValueSource(name) === 'cli' ? own[name] : before[name];
      line.exit(await run(protocol, file, { ...own, in: folder('in'), out: folder('out') }, line));
    });
}

async function run(
  wanted: string,
  file: string,
  options: ImplementOptions,
  line: CommandLine,
): Promise<number> {
  const { program, diagnostics } = readProgram(await readSchemas(options.in), { read: readImported });
  report(diagnostics, options.format, line);
  if (program === undefined) return EXIT.schema;
  const { stem, constant } = findProtocol(program, wanted);
  const path = join(options.out, `${stem}.handler.ts`);
  const generated = await readFile(path, 'utf8').catch((): never => {
    throw new UsageError(`there is no ${path}: run \`tentacle-gen gen\` first`);
  });
  const text = await handlerText(file, options.new);
  // Loaded late: it takes a third of a second.
  const { implement } = await import('../implement/implement.js');
  const result = implement({
    path: resolve(file),
    text,
    generated: { path: resolve(path), text: generated },
    constant,
    className: options.class,
  });
  if ('problem' in result) throw new UsageError(result.problem.replaceAll(resolve(file), file));
  if (result.text === text) {
    line.out.write(`${file}: nothing is missing\n`);
    return EXIT.ok;
  }
  await writeFile(file, result.text);
  for (const { target, methods } of result.added) {
    line.out.write(`${file}: ${target} has ${methods.join(', ')} now\n`);
  }
  return EXIT.ok;
}

interface Found {
  readonly stem: string;
  readonly constant: string;
}

function findProtocol(program: Program, wanted: string): Found {
  const all = program.schemas.flatMap((schema) =>
    schema.protocols.map((protocol) => ({
      stem: schema.stem,
      constant: protocolName(schema, protocol),
      name: protocol.name,
      isOnly: schema.protocols.length === 1,
    })),
  );
  const found =
    all.find(({ name, constant }) => name === wanted || constant === wanted) ??
    all.find(({ stem, isOnly }) => stem === wanted && isOnly);
  if (found !== undefined) return found;
  const known = all.flatMap(({ name, constant }) => [name, constant]);
  const hint = didYouMean(wanted, known) ?? `known are ${all.map(({ constant }) => constant).join(', ')}`;
  throw new UsageError(`no schema declares the protocol \`${wanted}\`: ${hint}`);
}

/** The text of the user's file; `undefined` if it is to be made. */
async function handlerText(file: string, isNew: boolean): Promise<string | undefined> {
  if (!/\.[cm]?tsx?$/.test(file)) throw new UsageError(`${file} is not a TypeScript file`);
  if (existsSync(file)) return readFile(file, 'utf8');
  const folder = dirname(file);
  const names = await readdir(folder).catch(async (): Promise<never> => {
    const beside = await readdir(dirname(folder)).catch((): string[] => []);
    const hint = didYouMean(basename(folder), beside);
    throw new UsageError(`there is no folder ${folder}${hint === undefined ? '' : `: ${hint}`}`);
  });
  const near = didYouMean(
    basename(file),
    names.filter((name) => extname(name) === extname(file)),
  );
  if (near !== undefined && !isNew) {
    throw new UsageError(`there is no ${file}: ${near} \`--new\` makes the file`);
  }
  return undefined;
}
