/** Byte layouts of molecule types as tables. */
import { fixedSize } from '../../emit/context.js';
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../../ir/model.js';
import { COUNTLESS } from '../../limits/countable.js';
import { moleculeExtent, shapeExtent } from '../../limits/molecule-size.js';
import { countOf, grouped, limitTerms, withoutOption } from '../terms.js';
import type { Links } from './links.js';
import { code, extentText, prose, table } from './markdown.js';

const WORD = 4;

/** What a type looks like on the wire. */
export function moleculeLayout(decl: TypeDecl, links: Links): readonly string[] {
  const extent = extentText(moleculeExtent(decl, links.lookup));
  switch (decl.kind) {
    case 'record':
      if (decl.layout === 'struct') return [`Struct of ${extent}.`, '', ...structTable(decl, links)];
      return [`Table of ${extent}. ${tableNote(decl)}`.trimEnd(), '', ...tableTable(decl, links)];
    case 'union':
      return [`Union of ${extent}: the id of an item, then the item.`, '', ...unionTable(decl, links)];
    case 'alias':
      return [`${extentText(moleculeExtent(decl, links.lookup))}: ${rule(decl.shape, links)}.`];
    case 'enum':
      throw new Error('molecule has no enums');
  }
}

function tableNote(decl: RecordType): string {
  const since = decl.fields.filter((field) => field.since !== undefined);
  if (since.length === 0) return '';
  const names = since.map(({ name, since: version }) => `${code(name)} (version ${version})`).join(', ');
  return `Older peers leave out ${names} and its offset, which makes the header 4 bytes shorter for each.`;
}

const HEAD = ['offset', 'bytes', 'name', 'type', 'rule', 'limit', 'meaning'];

function tableTable(decl: RecordType, links: Links): readonly string[] {
  const { fields } = decl;
  const header = [
    row('0', '4', 'total size', '`uint32`', '', '', 'bytes of the whole table, this word included'),
    ...fields.map(({ name, since }, i) => {
      const meaning = `where ${code(name)} begins, from the start of the table`;
      return row(
        String(WORD + WORD * i),
        '4',
        `offset of ${code(name)}`,
        '`uint32`',
        '',
        '',
        since === undefined ? meaning : `${meaning}; may be missing`,
      );
    }),
  ];
  let at: number | undefined = fields.some(({ since }) => since !== undefined)
    ? undefined
    : WORD + WORD * fields.length;
  const rows = fields.map((field) => {
    const place = at === undefined ? 'its offset' : grouped(at);
    const size = fixedSize(field.shape, links.lookup);
    at = at === undefined || size === undefined ? undefined : at + size;
    return fieldRow(place, field, links);
  });
  return table(HEAD, [...header, ...rows]);
}

function structTable(decl: RecordType, links: Links): readonly string[] {
  let at = 0;
  const rows = decl.fields.map((field) => {
    const place = grouped(at);
    at += fixedSize(field.shape, links.lookup)!;
    return fieldRow(place, field, links);
  });
  return table(HEAD, rows);
}

function fieldRow(place: string, { name, shape, doc, since }: Field, links: Links): readonly string[] {
  const meaning = since === undefined ? prose(doc) : `${prose(doc)} Since version ${since}.`.trimStart();
  const described = shape.kind === 'named' ? '' : rule(shape, links);
  return row(
    place,
    bytesOf(shape, links),
    code(name),
    links.type(shape),
    described,
    limitTerms(shape).join(', '),
    meaning,
  );
}

function unionTable(decl: UnionType, links: Links): readonly string[] {
  const rows = decl.items.map(({ id, tag, shape, doc }) => {
    const meaning = doc.length > 0 || shape.kind !== 'named' ? doc : links.lookup(shape.name).doc;
    const type = shape.kind === 'named' ? links.type(shape) : `${code(tag)}: ${links.type(shape)}`;
    return [grouped(id), word(id), type, bytesOf(shape, links), limitTerms(shape).join(', '), prose(meaning)];
  });
  return table(['id', 'bytes of the id', 'item', 'bytes of the item', 'limit', 'meaning'], rows);
}

function row(...cells: readonly string[]): readonly string[] {
  return cells;
}

function bytesOf(shape: Shape, links: Links): string {
  const { least, most } = shapeExtent(shape, links.lookup);
  if (least === most) return grouped(least);
  return most >= COUNTLESS ? `${grouped(least)} and more` : `${grouped(least)} to ${grouped(most)}`;
}

/** How a shape becomes bytes. */
function rule(shape: Shape, links: Links): string {
  const size = fixedSize(shape, links.lookup);
  if (size !== undefined) return shape.kind === 'integer' && size > 1 ? 'little-endian' : '';
  switch (shape.kind) {
    case 'bytes':
    case 'text':
      return 'u32 length, then the bytes';
    case 'list': {
      const itemSize = fixedSize(shape.item, links.lookup);
      if (itemSize !== undefined) return `u32 count, then the items of ${countOf(itemSize, 'byte')} each`;
      const inner = shape.item.kind === 'named' ? '' : `; each item: ${rule(shape.item, links)}`;
      return `u32 total size, one u32 offset per item, the items${inner}`;
    }
    case 'option': {
      const inner = rule(withoutOption(shape), links);
      return inner === '' ? 'nothing, or the value' : `nothing, or: ${inner}`;
    }
    default:
      return '';
  }
}

function word(value: number): string {
  const bytes = Array.from({ length: WORD }, (_, i) =>
    ((value >>> (8 * i)) & 0xff).toString(16).padStart(2, '0'),
  );
  return code(bytes.join(' '));
}
