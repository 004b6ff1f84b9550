/** Names that only clash once everything is TypeScript. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { exportsOf, protocolName } from '../emit/handler-file.js';
import { type Message, messagesOf } from './messages.js';
import type { Program, Protocol, Schema } from './model.js';

/** Calls of a handler's life cycle: a message must not be called like one of them. */
const LIFECYCLE = new Set(['onOpen', 'onClose', 'onDrain']);

export function checkNames(program: Program, diagnostics: Diagnostics): void {
  const homes = new Map<string, Schema>();
  for (const schema of program.schemas) {
    const first = homes.get(schema.stem);
    const span = first && (spanOf(schema) ?? spanOf(first));
    if (span !== undefined) {
      diagnostics.report('E_NAME', span, `${first!.path} and ${schema.path} generate the same file`);
    }
    homes.set(schema.stem, schema);
    checkSchema(schema, program, diagnostics);
  }
}

/** A place in a schema, if anything in it has one. */
function spanOf({ protocols, types }: Schema): Span | undefined {
  if (protocols[0] !== undefined) return protocols[0].span;
  return types.flatMap((decl) => (decl.kind === 'record' ? decl.fields : []))[0]?.span;
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
    if (LIFECYCLE.has(on)) report(`the handler's \`${on}\` is taken: rename the message \`${what}\``);
    if (seen.has(on)) report(`two messages of \`${name}\` are called \`${what}\``);
    seen.add(on);
  }
}
