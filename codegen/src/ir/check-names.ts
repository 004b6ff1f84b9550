/** Names that only clash once everything is TypeScript. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { protocolName } from '../emit/handler-file.js';
import { methodsOf } from './methods.js';
import type { Protocol, Schema, TypeDecl } from './model.js';
import { pascalCase } from './names.js';

/** Calls of a handler's life cycle: a message must not be called like one of them. */
const LIFECYCLE = new Set(['onOpen', 'onClose', 'onDrain']);

export function checkNames(schemas: Iterable<Schema>, diagnostics: Diagnostics): void {
  const all = [...schemas];
  const types = new Map(all.flatMap((schema) => schema.types.map((decl) => [decl.name, decl] as const)));
  const homes = new Map<string, Schema>();
  for (const schema of all) {
    const first = homes.get(schema.stem);
    const [protocol] = schema.protocols;
    if (first !== undefined && protocol !== undefined) {
      diagnostics.report('E_NAME', protocol.span, `${first.path} and ${schema.path} generate the same file`);
    }
    homes.set(schema.stem, schema);
    for (const each of schema.protocols) checkProtocol(schema, each, types, diagnostics);
  }
}

function checkProtocol(
  schema: Schema,
  protocol: Protocol,
  types: ReadonlyMap<string, TypeDecl>,
  diagnostics: Diagnostics,
): void {
  const own = new Map(schema.types.map((decl) => [decl.name, decl]));
  const lookup = (name: string): TypeDecl => own.get(name) ?? types.get(name)!;
  const methods = methodsOf(protocol, lookup).flatMap((root) => root.methods);
  const seen = new Set<string>();
  for (const { on, tag, root } of methods) {
    const what = tag ?? root;
    if (LIFECYCLE.has(on)) {
      diagnostics.report(
        'E_NAME',
        protocol.span,
        `the handler's \`${on}\` is taken: rename the message \`${what}\``,
      );
    }
    if (seen.has(on))
      diagnostics.report(
        'E_NAME',
        protocol.span,
        `two messages of \`${protocol.name}\` are called \`${what}\``,
      );
    seen.add(on);
  }
  const name = protocolName(schema, protocol);
  for (const taken of [name, ...['Send', 'Peer', 'Handler'].map((suffix) => pascalCase(name) + suffix)]) {
    if (own.has(taken)) {
      diagnostics.report(
        'E_NAME',
        protocol.span,
        `the stub of \`${protocol.name}\` exports \`${taken}\`, which is a type of the schema`,
      );
    }
  }
}
