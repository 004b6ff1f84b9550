import { explain } from '../describe/explain/explain.js';
import { renderExplanation } from '../describe/explain/render.js';
import { explanationJson } from '../describe/explain/to-json.js';
import { findType, type FoundType } from '../describe/find-type.js';
import type { Program } from '../ir/model.js';
import { readProgram } from '../read-program.js';
import type { SchemaText } from '../sources.js';
import { UsageError } from '../usage-error.js';
import type { AddCommand, CommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { report } from './format.js';
import { readImported, readSchemas } from './schema-files.js';

interface ExplainCommandOptions {
  readonly in: string;
  readonly strict: boolean;
  readonly json: boolean;
  readonly check: boolean;
}

/** `explain`: bytes of a message in, a tree of what stands where out. */
export const addExplain: AddCommand = (program, line) => {
  program
    .command('explain')
    .description('show what the bytes of a message are, byte by byte; also of broken ones')
    .argument('<type>', 'a type (`Say`, `chat.Say`) or a protocol (`/demo/chat`: its root)')
    .argument(
      '<hex...>',
      'the bytes in hexadecimal, without any length prefix; `-` reads them from standard input',
    )
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .option('--strict', 'read molecule tables strictly: no fields of newer schemas', false)
    .option('--json', 'print JSON', false)
    .option('--check', 'exit with 1 if the bytes are broken', false)
    .action(async (type: string, hex: readonly string[], options: ExplainCommandOptions) => {
      line.exit(await run(type, hex.join(''), options, line));
    });
};

async function run(
  type: string,
  hex: string,
  options: ExplainCommandOptions,
  line: CommandLine,
): Promise<number> {
  const { out } = line;
  const files = await readSchemas(options.in);
  const { program, diagnostics } = readProgram(files, { read: readImported });
  report(diagnostics, options.json ? 'json' : 'text', line);
  if (program === undefined) return EXIT.schema;
  const [known, found] = find(files, program, type);
  const bytes = bytesOf(hex === '-' ? await standardInput() : hex);
  const explanation = explain(known, found.decl, bytes, { strict: options.strict });
  out.write(
    options.json
      ? `${JSON.stringify(explanationJson(explanation), undefined, 2)}\n`
      : renderExplanation(explanation, out.isTTY === true),
  );
  return options.check && explanation.defect !== undefined ? EXIT.schema : EXIT.ok;
}

/** The type with the program that it is in. An array, vector or option of molecule has a codec only if it is asked for. */
function find(files: readonly SchemaText[], program: Program, type: string): readonly [Program, FoundType] {
  const found = findType(program, type);
  if (!('problem' in found)) return [program, found];
  const all = readProgram(files, { read: readImported, unboundedDefault: true }).program ?? program;
  const other = findType(all, type);
  if ('problem' in other) throw new UsageError(other.problem);
  return [all, other];
}

/** Bytes in hexadecimal; white space, `0x` and the separators of other tools may stand in between. */
function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/0x|[\s:,_]/gi, '');
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong !== null) throw new UsageError(`\`${wrong[0]}\` is not a hexadecimal digit`);
  if (digits.length % 2 === 1) throw new UsageError(`${digits.length} hexadecimal digits are no whole bytes`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

async function standardInput(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of process.stdin) text += chunk as string;
  return text;
}
