/** One page of the wire book: a schema. */
import { messagesOf } from '../../ir/messages.js';
import type { Program, Schema, Shape, TypeDecl } from '../../ir/model.js';
import { explain } from '../explain/explain.js';
import { renderParts } from '../explain/render.js';
import { sampleBytes } from '../sample.js';
import { moleculeExtent } from '../../limits/molecule-size.js';
import { countOf, schemaName } from '../terms.js';
import { Links } from './links.js';
import { code, fenced, pageHeader, prose } from './markdown.js';
import { moleculeLayout } from './molecule-layout.js';
import { protobufLayout } from './protobuf-layout.js';
import { messageName, protocolFacts } from './protocol-facts.js';
import { serviceFacts } from './service-facts.js';

/** Types whose smallest value is larger have no example. */
const EXAMPLE_BYTES = 4096;

export function schemaPage(schema: Schema, program: Program): string {
  const links = new Links(program, schema);
  const sections = [
    [pageHeader(schema.path), '', `# ${schema.stem}`],
    [
      `From ${code(schema.path)} (${schema.format}), schema hash ${code(schema.hash)}. [All schemas](README.md)`,
    ],
    ...schema.protocols.map((protocol) => protocolFacts(protocol, links)),
    ...schema.services.map((service) => serviceFacts(service, links)),
    ...examples(schema, program, links),
    ['## Types'],
    ...schema.types.map((decl) => typeSection(decl, links)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function typeSection(decl: TypeDecl, links: Links): readonly string[] {
  const layout =
    links.schema.format === 'molecule' ? moleculeLayout(decl, links) : protobufLayout(decl, links);
  return [
    `### ${schemaName(decl.name)}`,
    '',
    ...(decl.doc.length === 0 ? [] : [prose(decl.doc), '']),
    ...layout,
  ];
}

function examples(schema: Schema, program: Program, links: Links): readonly (readonly string[])[] {
  const chosen = exampleTypes(schema, links).filter(({ decl }) => leastBytes(decl, links) <= EXAMPLE_BYTES);
  if (chosen.length === 0) return [];
  const sections = chosen.map(({ decl, tag, title }) => {
    const bytes = sampleBytes(program, decl, tag);
    const explanation = explain(program, decl, bytes);
    if (explanation.defect !== undefined)
      throw new Error(`the example of ${title}: ${explanation.defect.detail}`);
    return [
      `### ${code(title)} in ${countOf(bytes.length, 'byte')}`,
      '',
      ...fenced(renderParts(explanation)),
    ];
  });
  const title =
    schema.protocols.length > 0 ? 'One of each message, without its length prefix:' : 'One of each:';
  return [['## Examples', '', title], ...sections];
}

interface Example {
  readonly decl: TypeDecl;
  readonly tag: string | undefined;
  readonly title: string;
}

/** Every message of every protocol; in a schema without one, what nothing else is made of. */
function exampleTypes(schema: Schema, links: Links): readonly Example[] {
  const messages = schema.protocols.flatMap((protocol) => messagesOf(protocol, links.lookup).all);
  if (messages.length > 0) {
    return messages.map((message) => {
      return { decl: links.lookup(message.root.type), tag: message.tag, title: messageName(message) };
    });
  }
  const used = new Set(schema.types.flatMap((decl) => mentioned(decl)));
  return schema.types
    .filter((decl) => decl.kind !== 'enum' && !used.has(decl.name))
    .map((decl) => ({ decl, tag: undefined, title: schemaName(decl.name) }));
}

/** Only molecule has values that cannot be small: arrays. */
function leastBytes(decl: TypeDecl, { schema, lookup }: Links): number {
  return schema.format === 'molecule' ? moleculeExtent(decl, lookup).least : 0;
}

/** Names of the types that a type is made of. */
function mentioned(decl: TypeDecl): readonly string[] {
  switch (decl.kind) {
    case 'record':
      return decl.fields.flatMap(({ shape }) => namesIn(shape));
    case 'union':
      return decl.items.flatMap(({ shape }) => namesIn(shape));
    case 'alias':
      return namesIn(decl.shape);
    case 'enum':
      return [];
  }
}

function namesIn(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'named':
      return [shape.name];
    case 'array':
    case 'list':
    case 'option':
      return namesIn(shape.item);
    case 'map':
      return [...namesIn(shape.key), ...namesIn(shape.value)];
    case 'oneof':
      return shape.members.flatMap((member) => namesIn(member.shape));
    default:
      return [];
  }
}
