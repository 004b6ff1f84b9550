/** Names that only clash once everything is TypeScript. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { exportsOf, protocolName } from '../emit/handler-file.js';
import { type Message, messagesOf } from './messages.js';
import type { Program, Protocol, Schema } from './model.js';

/** `start` is where a schema begins: there its file is complained about. */
export function checkNames(
  program: Program,
  diagnostics: Diagnostics,
  start: (schema: Schema) => Span,
): void {
  const homes = new Map<string, Schema>();
  for (const schema of program.schemas) {
    checkFiles(schema, homes, (message) => diagnostics.report('E_NAME', start(schema), message));
    checkSchema(schema, program, diagnostics);
  }
}

/** No other schema generates the same files, nor files that are the same where case makes no difference. */
function checkFiles(schema: Schema, homes: Map<string, Schema>, report: (message: string) => void): void {
  const stubs = schema.protocols.length > 0 ? [`${schema.stem}.handler.ts`] : [];
  for (const file of [`${schema.stem}.ts`, ...stubs]) {
    const first = homes.get(file.toLowerCase());
    if (first === undefined) homes.set(file.toLowerCase(), schema);
    else return report(`${first.path} and ${schema.path} both generate ${file}: rename one`);
  }
}

function checkSchema(schema: Schema, program: Program, diagnostics: Diagnostics): void {
  /** What is called so already. */
  const taken = new Map<string, string>();
  for (const { name } of program.imported(schema)) taken.set(name, 'a type that the schema imports');
  for (const { name } of schema.types) taken.set(name, 'a type of the schema');
  for (const protocol of schema.protocols) {
    const report = (message: string): void => diagnostics.report('E_NAME', protocol.span, message);
    const name = protocolName(schema, protocol);
    if (!/^[A-Za-z_$]/.test(name)) {
      report(`the stub of \`${protocol.name}\` is named after its file, and \`${name}\` is no name`);
    }
    const messages = messagesOf(protocol, program.lookup(schema));
    checkMethods(protocol, messages.all, report);
    const names = exportsOf(schema, protocol, messages);
    const clash = names.find((exported) => taken.has(exported));
    if (clash !== undefined) {
      report(`the stub of \`${protocol.name}\` exports \`${clash}\`, which is ${taken.get(clash)!}`);
    }
    for (const exported of names) taken.set(exported, `exported for \`${protocol.name}\``);
  }
}

function checkMethods(
  { name }: Protocol,
  messages: readonly Message[],
  report: (message: string) => void,
): void {
  const seen = new Set<string>();
  for (const { on, tag, root } of messages) {
    const what = tag ?? root.type;
    if (seen.has(on)) report(`two messages of \`${name}\` are called \`${what}\``);
    seen.add(on);
  }
}
