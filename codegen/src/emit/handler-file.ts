/** `<schema>.handler.ts`: what users write handlers against. */
import { type Key, type Messages, messagesOf } from '../ir/messages.js';
import type { Program, Protocol, Schema } from '../ir/model.js';
import { camelCase, constantName, lowerFirst, pascalCase } from '../ir/names.js';
import { type Arrivals, arrivalsOf } from './arrival.js';
import {
  handlerImports,
  header,
  homesOf,
  importLines,
  joined,
  listViewImport,
  type RuntimeSpecifier,
} from './file.js';
import { emitStub, emitUnserved } from './handler-stub.js';
import { emitHandlerTypes, type HandlerContext, sidesOf } from './handler-types.js';
import { limit } from './literal.js';
import { viewsOf } from './view-type.js';
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
  const lookup = program.lookup(schema);
  const views = viewsOf(program);
  const arrivals = arrivalsOf(program, views);
  for (const protocol of schema.protocols) emitProtocol(schema, protocol, program, arrivals, out);
  const body = out.toString();
  // Of a root its codec is used here, and what decodes it; every other name is only a type.
  const values = schema.protocols.flatMap((protocol) =>
    messagesOf(protocol, lookup).roots.flatMap((root) => [
      ...new Set([root.type, arrivals.decoder(root, lookup)]),
    ]),
  );
  const typesOf = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => (views.has(lookup(name)) ? [name, views.name(lookup(name))] : [name]));
  const types = typesOf(schema.types.map((decl) => decl.name)).filter((name) => !values.includes(name));
  const imports = [
    ...handlerImports(body, specifier),
    ...listViewImport(body, specifier),
    ...importLines(body, `./${schema.stem}.js`, values, types),
    ...homesOf(schema, program).flatMap(({ home, names }) =>
      importLines(body, `./${home.stem}.js`, [], typesOf(names)),
    ),
  ];
  return joined(header(schema), imports.join('\n'), body);
}

function emitProtocol(
  schema: Schema,
  protocol: Protocol,
  program: Program,
  arrivals: Arrivals,
  out: Writer,
): void {
  const name = protocolName(schema, protocol);
  const prefix = prefixOf(schema, protocol);
  const lookup = program.lookup(schema);
  const messages = messagesOf(protocol, lookup);
  const sides = sidesOf(prefix, protocol, messages);
  const context: HandlerContext = { messages, arrivals, lookup, out };
  emitHandlerTypes(prefix, protocol, sides, context);
  const facts = (): void => {
    out.line(`name: ${quoted(protocol.name)},`);
    out.line(`versions: [${protocol.versions.map(quoted).join(', ')}],`);
    out.line(`framing: ${quoted(protocol.framing)},`);
    out.line(`maxBytes: ${limit(protocol.maxBytes)},`);
    out.line(`priority: ${quoted(protocol.priority)},`);
    const rules = (name: string, list: readonly string[]): void => {
      if (list.length === 0) return;
      // Several objects in an array stand on lines of their own, one does not.
      if (list.length === 1) return void out.line(`${name}: [{ ${list[0]!} }],`);
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
        emitStub(both!, context);
        if (protocol.service !== undefined) emitUnserved(both!, out);
      },
      '});',
    );
    return;
  }
  const names = sides.flatMap(({ handler, peer }) => [handler, peer]).join(', ');
  out.nest(
    `export const ${name}: DirectedProtocolOf<${names}> = /* @__PURE__ */ defineDirectedProtocol(`,
    () => {
      out.block('', facts, '},');
      const stubs = (): void => {
        for (const side of sides) out.block(`${side.role!}:`, () => emitStub(side, context), '},');
      };
      out.block('', stubs, '},');
    },
    ');',
  );
}

function keys(key: Key | undefined): string {
  if (key === undefined) return 'undefined';
  return key.max === Number.MAX_SAFE_INTEGER ? 'Number.MAX_SAFE_INTEGER' : limit(key.max);
}
