/** `<schema>.handler.ts`: what users write handlers against. */
import { methodsOf, type Method, type RootMethods } from '../ir/methods.js';
import type { Program, Protocol, Schema } from '../ir/model.js';
import { camelCase, lowerFirst, pascalCase } from '../ir/names.js';
import { handlerImports, header, homesOf, importLines, type RuntimeSpecifier, wireImports } from './file.js';
import { limit } from './literal.js';
import { tsType } from './types.js';
import { docComment, quoted, Writer } from './writer.js';

/** `ping` for the only protocol of `ping.mol`; with several in one file each is named after its root. */
export function protocolName(schema: Schema, protocol: Protocol): string {
  if (schema.protocols.length === 1) return camelCase(schema.stem.replace(/[^A-Za-z0-9]+/g, '_'));
  return lowerFirst(protocol.roots[0]!.type);
}

export function handlerFile(schema: Schema, program: Program, specifier: RuntimeSpecifier): string {
  const out = new Writer();
  const lookup = program.lookup(schema);
  for (const protocol of schema.protocols) {
    emitProtocol(protocolName(schema, protocol), protocol, methodsOf(protocol, lookup), out);
  }
  const body = out.toString();
  // A root is a codec here, every other name only a type.
  const values = schema.protocols.flatMap((protocol) => protocol.roots.map((root) => root.type));
  const types = schema.types.map((decl) => decl.name).filter((name) => !values.includes(name));
  const imports = [
    ...handlerImports(body, specifier),
    ...wireImports(body, specifier),
    ...importLines(body, `./${schema.stem}.js`, values, types),
    ...homesOf(schema, program).flatMap(({ home, names }) => importLines(body, `./${home.stem}.js`, [], names)),
  ];
  return `${header(schema)}\n${imports.join('\n')}\n\n${body}`;
}

function emitProtocol(name: string, protocol: Protocol, roots: readonly RootMethods[], out: Writer): void {
  const Name = pascalCase(name);
  const methods = roots.flatMap((root) => root.methods);
  out.gap().lines(docComment([`What a peer of \`${protocol.name}\` can be sent.`]));
  out.block(`export interface ${Name}Send`, () => {
    for (const method of methods) {
      out.lines(docComment([...method.doc, ...side(method, 'Only the', 'may send it.')]));
      out.line(`${method.send}(message: ${tsType(method.shape)}, priority?: Priority): boolean;`);
    }
  });
  out.gap().lines(docComment([`A remote with \`${protocol.name}\` open.`]));
  out.line(`export type ${Name}Peer = Peer<${Name}Send>;`);
  out
    .gap()
    .lines(docComment([`Handles \`${protocol.name}\`: one method for every message that can arrive.`]));
  out.block(`export interface ${Name}Handler extends Lifecycle<${Name}Send>`, () => {
    for (const method of methods) {
      out.lines(docComment([...method.doc, ...side(method, 'Comes from the', 'only.')]));
      out.line(`${method.on}(peer: ${Name}Peer, message: ${tsType(method.shape)}): Handled;`);
    }
  });
  out.gap().lines(docComment(protocol.doc));
  const type = `ProtocolDefinition<${Name}Handler, ${Name}Send>`;
  out.block(
    `export const ${name}: ${type} = /* @__PURE__ */ defineProtocol(`,
    () => {
      out.line(`name: ${quoted(protocol.name)},`);
      out.line(`versions: [${protocol.versions.map(quoted).join(', ')}],`);
      out.line(`framing: ${quoted(protocol.framing)},`);
      out.line(`maxBytes: ${limit(protocol.maxBytes)},`);
      out.line(`priority: ${quoted(protocol.priority)},`);
      emitSender(roots, out);
      emitDispatch(roots, out);
    },
    '});',
  );
}

function side({ from }: Method, before: string, after: string): readonly string[] {
  return from === undefined ? [] : [`${before} ${from} of the session ${after}`];
}

function emitSender(roots: readonly RootMethods[], out: Writer): void {
  out.block(
    'sender: (channel) => (',
    () => {
      for (const root of roots) {
        for (const method of root.methods) {
          const call = `channel.send(${root.root}, ${wrapped(root, method)}, priority)`;
          if (root.from === undefined) {
            out.line(`${method.send}: (message, priority) => ${call},`);
            continue;
          }
          out.block(
            `${method.send}(message, priority)`,
            () => {
              const guard = `if (channel.role !== ${quoted(root.from!)})`;
              out.line(`${guard} wrongDirection(${quoted(method.send)}, ${quoted(root.from!)});`);
              out.line(`return ${call};`);
            },
            '},',
          );
        }
      }
    },
    '}),',
  );
}

/** The message as its root carries it. */
function wrapped(root: RootMethods, method: Method): string {
  if (method.tag === undefined) return 'message';
  const union = `{ type: ${quoted(method.tag)}, value: message }`;
  return root.envelope === undefined ? union : `{ ${root.envelope}: ${union} }`;
}

function emitDispatch(roots: readonly RootMethods[], out: Writer): void {
  out.block(
    'dispatch(handler, peer, bytes, start, end)',
    () => {
      const [first, second] = roots as [RootMethods, RootMethods | undefined];
      if (second === undefined) {
        emitRoot(first, out);
        return;
      }
      // Our role tells which side the remote is.
      const remoteIs = first.from === 'dialer' ? 'listener' : 'dialer';
      out.block(`if (peer.session.role === ${quoted(remoteIs)})`, () => emitRoot(first, out));
      emitRoot(second, out);
    },
    '},',
  );
}

function emitRoot(root: RootMethods, out: Writer): void {
  const decoded = `${root.root}.decodeRange(bytes, start, end)`;
  const [only] = root.methods;
  if (only!.tag === undefined) {
    out.line(`return handler.${only!.on}(peer, ${decoded});`);
    return;
  }
  if (root.envelope === undefined) out.line(`const message = ${decoded};`);
  else out.line(`const { ${root.envelope}: message } = ${decoded};`);
  if (root.optional) {
    out.line(`if (message === undefined) missing(${quoted(`${root.root}.${root.envelope!}`)}, start);`);
  }
  out.block('switch (message.type)', () => {
    for (const method of root.methods) {
      out.line(`case ${quoted(method.tag!)}:`).line(`  return handler.${method.on}(peer, message.value);`);
    }
  });
}
