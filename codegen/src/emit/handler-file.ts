/** `<schema>.handler.ts`: what users write handlers against. */
import { type Key, type Messages, messagesOf } from '../ir/messages.js';
import type { Program, Protocol, Schema } from '../ir/model.js';
import { camelCase, constantName, lowerFirst, pascalCase } from '../ir/names.js';
import { handlerImports, header, homesOf, importLines, type RuntimeSpecifier } from './file.js';
import { emitStub, emitUnserved } from './handler-stub.js';
import { emitHandlerTypes, sidesOf } from './handler-types.js';
import { limit } from './literal.js';
import { docComment, quoted, Writer } from './writer.js';

/** `ping` for the only protocol of `ping.mol`; with several in one file each is named after its root. */
export function protocolName(schema: Schema, { roots, service }: Protocol): string {
  if (schema.protocols.length === 1) {
    return constantName(camelCase(schema.stem.replace(/[^A-Za-z0-9]+/g, '_')));
  }
  return constantName(lowerFirst((service?.tsName ?? roots[0]!.type).replace(/\$$/, '')));
}

/** `Ping`: how the names of its types begin. */
function prefixOf(schema: Schema, protocol: Protocol): string {
  return pascalCase(protocolName(schema, protocol).replace(/\$$/, ''));
}

/** Everything that the handler file exports for a protocol. */
export function exportsOf(schema: Schema, protocol: Protocol, messages: Messages): readonly string[] {
  const prefix = prefixOf(schema, protocol);
  const names = [protocolName(schema, protocol)];
  for (const { send, requests, peer, handler, asks } of sidesOf(prefix, protocol, messages)) {
    names.push(send, peer, handler, ...(asks.length > 0 ? [requests] : []));
  }
  return messages.directed ? [...names, `${prefix}Peer`] : names;
}

export function handlerFile(schema: Schema, program: Program, specifier: RuntimeSpecifier): string {
  const out = new Writer();
  for (const protocol of schema.protocols) emitProtocol(schema, protocol, program, out);
  const body = out.toString();
  // A root is a codec here, every other name only a type.
  const values = schema.protocols.flatMap((protocol) => protocol.roots.map((root) => root.type));
  const types = schema.types.map((decl) => decl.name).filter((name) => !values.includes(name));
  const imports = [
    ...handlerImports(body, specifier),
    ...importLines(body, `./${schema.stem}.js`, values, types),
    ...homesOf(schema, program).flatMap(({ home, names }) =>
      importLines(body, `./${home.stem}.js`, [], names),
    ),
  ];
  return `${header(schema)}\n${imports.join('\n')}\n\n${body}`;
}

function emitProtocol(schema: Schema, protocol: Protocol, program: Program, out: Writer): void {
  const name = protocolName(schema, protocol);
  const prefix = prefixOf(schema, protocol);
  const messages = messagesOf(protocol, program.lookup(schema));
  const sides = sidesOf(prefix, protocol, messages);
  emitHandlerTypes(prefix, protocol, sides, messages, out);
  const facts = (): void => {
    out.line(`name: ${quoted(protocol.name)},`);
    out.line(`versions: [${protocol.versions.map(quoted).join(', ')}],`);
    out.line(`framing: ${quoted(protocol.framing)},`);
    out.line(`maxBytes: ${limit(protocol.maxBytes)},`);
    out.line(`priority: ${quoted(protocol.priority)},`);
    const rules = (name: string, list: readonly string[]): void => {
      if (list.length === 0) return;
      out.line(`${name}: [`).indented(() => out.lines(list.map((rule) => `{ ${rule} },`)));
      out.line('],');
    };
    rules(
      'replies',
      messages.replies.map(({ name: reply, key }) => `name: ${quoted(reply)}, keys: ${keys(key)}`),
    );
    rules(
      'rates',
      messages.rates.map(({ name: message, count, perMs }) => {
        return `name: ${quoted(message)}, count: ${limit(count)}, perMs: ${limit(perMs)}`;
      }),
    );
  };
  out.gap().lines(docComment(protocol.doc));
  const [both, other] = sides;
  if (other === undefined) {
    const kind = protocol.service === undefined ? 'Protocol' : 'Service';
    out.block(
      `export const ${name}: ${kind}Of<${both!.handler}, ${both!.peer}> = /* @__PURE__ */ define${kind}(`,
      () => {
        facts();
        emitStub(both!, messages, out);
        if (protocol.service !== undefined) emitUnserved(both!, out);
      },
      '});',
    );
    return;
  }
  out.line(`export const ${name}: DirectedProtocolOf<`);
  const names = sides.flatMap(({ handler, peer }) => [handler, peer]);
  out.indented(() => out.lines(names.map((each, i) => (i < names.length - 1 ? `${each},` : each))));
  out.line('> = /* @__PURE__ */ defineDirectedProtocol(');
  out.indented(() => {
    out.block('', facts, '},');
    out.block(
      '',
      () => {
        for (const side of sides) {
          out.block(`${side.role!}:`, () => emitStub(side, messages, out), '},');
        }
      },
      '},',
    );
  });
  out.line(');');
}

function keys(key: Key | undefined): string {
  if (key === undefined) return 'undefined';
  return key.max === Number.MAX_SAFE_INTEGER ? 'Number.MAX_SAFE_INTEGER' : limit(key.max);
}
