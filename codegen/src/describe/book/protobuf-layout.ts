/** Fields of protobuf messages and values of enums as tables. */
import type { EnumType, Field, OneofMember, RecordType, Shape, TypeDecl } from '../../ir/model.js';
import { largestSize } from '../../limits/size.js';
import { grouped, limitTerms, spacedHex, WIRE_TYPES, wireTypeOf } from '../terms.js';
import type { Links } from './links.js';
import { code, mostText, prose, table } from './markdown.js';

/** What a type looks like on the wire. */
export function protobufLayout(decl: TypeDecl, links: Links): readonly string[] {
  if (decl.kind === 'enum') return enumTable(decl);
  if (decl.kind !== 'record') throw new Error(`protobuf has no ${decl.kind}`);
  const unknown = decl.keepUnknown === true ? ' Fields that the schema does not know are kept.' : '';
  return [
    `Message of ${mostText(largestSize(links.program, decl))}.${unknown}`,
    '',
    ...fieldTable(decl, links),
  ];
}

function fieldTable(decl: RecordType, links: Links): readonly string[] {
  const extensions = links.schema.extensions.filter(({ extendee }) => extendee === decl.name);
  if (decl.fields.length + extensions.length === 0) return ['It has no fields.'];
  const rows = decl.fields.flatMap((field) => {
    if (field.shape.kind !== 'oneof') return [fieldRow(field, presence(field), links)];
    return field.shape.members.map((member) => fieldRow(named(member), `one of ${code(field.name)}`, links));
  });
  rows.push(...extensions.map(({ field }) => fieldRow(field, 'extension', links)));
  return table(['number', 'tag', 'wire type', 'name', 'type', 'presence', 'limit', 'meaning'], rows);
}

function named({ tag, number, shape, doc }: OneofMember): Pick<Field, 'name' | 'number' | 'shape' | 'doc'> {
  return { name: tag, number, shape, doc };
}

function fieldRow(
  { name, number, shape, doc }: Pick<Field, 'name' | 'number' | 'shape' | 'doc'>,
  present: string,
  links: Links,
): readonly string[] {
  const wireType = fieldWireType(shape, links);
  return [
    grouped(number),
    code(spacedHex(tagOf(number, wireType))),
    `${wireType} (${WIRE_TYPES[wireType]})`,
    code(name),
    links.type(shape),
    present,
    limitTerms(shape).join(', '),
    prose(doc),
  ];
}

function presence({ presence: present, shape, fallback }: Field): string {
  if (shape.kind === 'list') return shape.packed ? 'packed' : 'one per item';
  if (shape.kind === 'map') return 'one per entry, key 1 and value 2';
  if (fallback !== undefined) return `optional, ${code(String(fallback))} if absent`;
  return present === 'implicit' ? 'left out if it is the default' : present;
}

/** The wire type that a field is written with. */
function fieldWireType(shape: Shape, links: Links): 0 | 1 | 2 | 5 {
  if (shape.kind === 'list' && !shape.packed) return wireTypeOf(shape.item, links.lookup);
  return wireTypeOf(shape, links.lookup);
}

function tagOf(number: number, wireType: number): Uint8Array {
  const bytes: number[] = [];
  let rest = number * 8 + wireType;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

function enumTable({ values, open }: EnumType): readonly string[] {
  const rows = values.map(({ number, name, doc }) => [String(number), code(name), prose(doc)]);
  const unknown = open ? 'Other numbers are values too.' : 'Other numbers count as unknown fields.';
  return [`Enum, written as a varint. ${unknown}`, '', ...table(['number', 'name', 'meaning'], rows)];
}
