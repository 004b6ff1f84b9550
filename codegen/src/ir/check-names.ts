/** Names that only clash once everything is TypeScript. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { protocolName } from '../emit/handler-file.js';
import { messagesOf } from './messages.js';
import type { Lookup, Program, Protocol, Schema } from './model.js';
import { pascalCase } from './names.js';

/** Calls of a handler's life cycle: a message must not be called like one of them. */
const LIFECYCLE = new Set(['onOpen', 'onClose', 'onDrain']);

/** What a stub exports, behind the name of its protocol. */
const SUFFIXES = ['', 'Dialer', 'Listener'].flatMap((side) =>
  ['Send', 'Requests', 'Peer', 'Handler', 'Server', 'Client'].map((suffix) => side + suffix),
);

export function checkNames(program: Program, diagnostics: Diagnostics): void {
  const homes = new Map<string, Schema>();
  for (const schema of program.schemas) {
    const first = homes.get(schema.stem);
    const [protocol] = schema.protocols;
    if (first !== undefined && protocol !== undefined) {
      diagnostics.report('E_NAME', protocol.span, `${first.path} and ${schema.path} generate the same file`);
    }
    homes.set(schema.stem, schema);
    for (const each of schema.protocols) checkProtocol(schema, each, program.lookup(schema), diagnostics);
  }
}

function checkProtocol(schema: Schema, protocol: Protocol, lookup: Lookup, diagnostics: Diagnostics): void {
  const { all } = messagesOf(protocol, lookup);
  const seen = new Set<string>();
  for (const { on, tag, root } of all) {
    const what = tag ?? root.type;
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
  const own = new Set(schema.types.map((decl) => decl.name));
  for (const taken of [name, ...SUFFIXES.map((suffix) => pascalCase(name) + suffix)]) {
    if (own.has(taken)) {
      diagnostics.report(
        'E_NAME',
        protocol.span,
        `the stub of \`${protocol.name}\` exports \`${taken}\`, which is a type of the schema`,
      );
    }
  }
}
