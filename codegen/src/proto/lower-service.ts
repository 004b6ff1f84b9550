import { scanDoc } from '../annotation/scan.js';
import { methodRules, serviceRules } from '../annotation/service-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Service, ServiceMethod, ServiceProtocol } from '../ir/model.js';
import { pascalCase, typeName } from '../ir/names.js';
import { collectProtocols } from '../ir/protocol.js';
import type { MessageNode, Name, RpcNode, ServiceNode } from './ast.js';
import { allFields } from './check-numbers.js';
import type { ProtoUnit } from './load.js';
import type { FieldLowering } from './lower-field.js';
import { fullNameOf, type TypeSymbol } from './scope.js';

type Message = TypeSymbol & { readonly node: MessageNode };

/** A service with its calls. Calls whose messages cannot be found are left out, and reported. */
export function lowerService(
  node: ServiceNode,
  unit: ProtoUnit,
  fields: FieldLowering,
  diagnostics: Diagnostics,
): Service {
  const doc = fields.prose(node.doc);
  const methods = node.rpcs.flatMap((rpc) => lowerRpc(rpc, node, unit, fields, diagnostics) ?? []);
  const span = node.name.span;
  const tsName = typeName(pascalCase(node.name.text));
  const service: Service = {
    name: node.name.text,
    tsName,
    doc,
    span,
    protocol: protocolOf(node, unit, diagnostics),
    methods,
  };
  checkIds(methods, node, unit, diagnostics);
  return service;
}

function protocolOf(
  node: ServiceNode,
  { file }: ProtoUnit,
  diagnostics: Diagnostics,
): ServiceProtocol | undefined {
  const rules = serviceRules(scanDoc(file.source, node.doc), diagnostics);
  if (rules === undefined) return undefined;
  const { span } = node.name;
  // The defaults are those of a protocol with a root that both sides send.
  const root = { rules: { ...rules, from: undefined }, type: '', doc: [], span };
  const [protocol] = collectProtocols([root], diagnostics);
  if (protocol === undefined) return undefined;
  const { name, versions, framing, maxBytes, bound, priority } = protocol;
  return { name, versions, framing, maxBytes, bound, priority, span: protocol.span };
}

function lowerRpc(
  rpc: RpcNode,
  service: ServiceNode,
  unit: ProtoUnit,
  fields: FieldLowering,
  diagnostics: Diagnostics,
): ServiceMethod | undefined {
  for (const stream of rpc.streams) {
    const hint = 'send a `@topic` for each item';
    diagnostics.report('E_UNSUPPORTED', stream, 'calls that stream are not supported', hint);
  }
  const message = (name: Name): Message | undefined => {
    const found = fields.resolve(name, fullNameOf(unit, service.path));
    if (found === undefined || found.node.kind === 'message') return found as Message | undefined;
    diagnostics.report('E_UNKNOWN_TYPE', name.span, `\`${name.text}\` is an enum, a call takes messages`);
    return undefined;
  };
  const rules = methodRules(scanDoc(unit.file.source, rpc.doc), diagnostics);
  const request = message(rpc.request);
  const reply = message(rpc.reply);
  if (request === undefined || reply === undefined) return undefined;
  if (rules.topic !== undefined && allFields(reply.node).length > 0) {
    const related = { span: rules.topic, message: 'declared as a topic here' };
    const what = `a topic has no answer: \`${rpc.reply.text}\` has fields`;
    diagnostics.report('E_PROTOCOL', rpc.reply.span, what, 'return a message without fields', related);
  }
  return {
    name: rpc.name.text,
    doc: fields.prose(rpc.doc),
    span: rpc.name.span,
    request: request.tsName,
    reply: reply.tsName,
    topic: rules.topic !== undefined,
    id: rules.id?.value,
    timeoutMs: rules.timeoutMs,
    rate: rules.rate,
  };
}

function checkIds(
  methods: readonly ServiceMethod[],
  node: ServiceNode,
  unit: ProtoUnit,
  diagnostics: Diagnostics,
): void {
  const taken = new Map<number, ServiceMethod>();
  for (const method of methods) {
    if (method.id === undefined) continue;
    const first = taken.get(method.id);
    taken.set(method.id, first ?? method);
    if (first === undefined) continue;
    const related = { span: first.span, message: `\`${first.name}\` has it` };
    const message = `the id ${method.id} is given twice in \`${node.path}\` of ${unit.file.source.path}`;
    diagnostics.report('E_DUPLICATE_NUMBER', method.span, message, undefined, related);
  }
}
