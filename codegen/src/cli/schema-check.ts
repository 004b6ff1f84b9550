import { statSync } from 'node:fs';

import { Option } from 'commander';

import { type Format, FORMATS } from '../diag/format.js';
import { checkEvolution } from '../evolution/check.js';
import { GitError, readGitFolder } from '../evolution/git-folder.js';
import { renderGithub } from '../evolution/report-github.js';
import { renderReport } from '../evolution/report-text.js';
import { readVersion, type SchemaFolder } from '../evolution/version.js';
import { runtimeUrl } from '../load/runtime-url.js';
import { UsageError } from '../usage-error.js';
import type { AddCommand, CommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { report as reportMistakes } from './format.js';
import { readImported, readSchemas, slashes } from './schema-files.js';

interface CheckOptions {
  readonly in: string;
  readonly against: string;
  readonly format: Format;
  readonly json: boolean;
  readonly strict: boolean;
  readonly seed: number;
}

/** `schema check`: what a change of the schemas means for peers that run the other version. */
export const addSchemaCheck: AddCommand = (program, line) => {
  program
    .command('schema')
    .description('look after the schemas')
    .command('check')
    .description('say what changed since another version, and what that does to peers which run it')
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .requiredOption(
      '--against <ref or folder>',
      'git commit, branch or tag, or a folder with the old schemas',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('text'))
    .option('--json', 'the same as --format json', false)
    .option('--strict', 'the network has strict readers: compatible-readers counts as breaking', false)
    .option('--seed <number>', 'seed of the values that are tried', seedOf, 1)
    .action(async (options: CheckOptions) => {
      line.exit(await check(options, line));
    });
};

async function check(options: CheckOptions, line: CommandLine): Promise<number> {
  const { out, errors } = line;
  const { strict, seed } = options;
  const format = options.json ? 'json' : options.format;
  const old = await against(options);
  const new_ = await folder(options.in);
  const before = readVersion(old);
  const after = readVersion(new_);
  if (before.version === undefined) {
    // The files of a commit look otherwise now.
    const place = (file: string): string => (old.ref === undefined ? file : `${old.ref}:${file}`);
    reportMistakes(
      before.diagnostics.map((each) => ({ ...each, file: place(each.file) })),
      format,
      line,
    );
    errors.write(`The schemas of ${old.label} do not compile.\n`);
  }
  if (after.version === undefined) {
    reportMistakes(after.diagnostics, format, line);
    errors.write(`The schemas of ${new_.label} do not compile.\n`);
  }
  if (before.version === undefined || after.version === undefined) return EXIT.schema;
  const report = await checkEvolution(before.version, after.version, { strict, seed, runtime: runtime() });
  const text = {
    text: () => renderReport(report, out.isTTY === true),
    json: () => JSON.stringify(report, undefined, 2),
    github: () => renderGithub(report, strict),
  }[format]();
  if (text !== '') out.write(`${text}\n`);
  return report.ok ? EXIT.ok : EXIT.breaking;
}

/** The codecs that are tried need the runtime, as all generated code does. */
function runtime(): string {
  try {
    return runtimeUrl();
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function folder(path: string): Promise<SchemaFolder> {
  const label = slashes(path).replace(/\/$/, '');
  return { label, folder: label, files: await readSchemas(path), read: readImported };
}

/** A folder if there is one of that name, else a commit; `git:` in front says that it is a commit. */
async function against({ in: schemas, against: name }: CheckOptions): Promise<SchemaFolder> {
  if (!name.startsWith('git:') && isFolder(name)) return folder(name);
  if (!isFolder(schemas))
    throw new UsageError(`there is no folder ${schemas}; \`--in\` says where the schemas are`);
  try {
    return await readGitFolder(schemas, name.replace(/^git:/, ''));
  } catch (thrown) {
    if (thrown instanceof GitError) throw new UsageError(thrown.message);
    throw thrown;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new UsageError(`--seed takes a number from 0 to ${0xffff_ffff}, not ${text}`);
  }
  return seed;
}
