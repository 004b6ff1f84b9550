/** The calls and topics of a protobuf service. */
import type { Service } from '../../ir/model.js';
import { grouped } from '../terms.js';
import type { Links } from './links.js';
import { code, prose, table } from './markdown.js';

export function serviceFacts({ name, doc, methods, protocol }: Service, links: Links): readonly string[] {
  const rows = methods.map((method) => [
    code(method.name),
    method.id === undefined ? '' : grouped(method.id),
    links.to(method.request),
    method.topic ? 'nothing (a topic)' : links.to(method.reply),
    method.timeoutMs === undefined ? '' : `${grouped(method.timeoutMs)} ms`,
    method.rate === undefined ? '' : `${grouped(method.rate.count)} per ${grouped(method.rate.perMs)} ms`,
    prose(method.doc),
  ]);
  const carried = protocol === undefined ? [] : [`Carried by the protocol ${code(protocol.name)}.`, ''];
  return [
    `## Service ${code(name)}`,
    '',
    ...(doc.length === 0 ? [] : [prose(doc), '']),
    ...carried,
    ...table(['method', 'id', 'request', 'answer', 'within', 'at most', 'meaning'], rows),
  ];
}
