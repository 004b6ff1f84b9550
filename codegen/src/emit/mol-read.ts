/** Molecule: functions that read a value from `bytes[start, end)`. */
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import {
  aliasHelper,
  declHasTables,
  type FileContext,
  fixedSize,
  hasTables,
  withoutOptions,
} from './context.js';
import { limit } from './literal.js';
import { isByteListTable, isList, type List, listsIn } from './mol-lists.js';
import { emitItems, plus, times } from './mol-place.js';
import { tsType } from './ts-type.js';
import { quoted } from './writer.js';

/** Writes the read function of a molecule declaration and of the lists in it. */
export function emitRead(decl: TypeDecl, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  for (const list of listsIn(decl)) emitList(list, context);
  if (isList(decl)) return;
  const head = `${context.exported(decl)}function $read${name}`;
  if (decl.kind === 'record' && decl.layout === 'struct') {
    out.gap().block(`${head}(bytes: Uint8Array, at: number): ${name}`, () => structBody(decl, context));
    return;
  }
  const strict = declHasTables(decl, context.lookup) ? ', strict?: boolean' : '';
  out.gap().block(`${head}(bytes: Uint8Array, start: number, end: number${strict}): ${name}`, () => {
    if (decl.kind === 'record') tableBody(decl, context);
    else if (decl.kind === 'union') unionBody(decl, context);
    else if (decl.kind === 'alias') {
      out.line(`return ${readExpression(decl.shape, 'start', 'end', name, aliasHelper(decl), context)};`);
    }
  });
}

function structBody(decl: RecordType, context: FileContext): void {
  const { out, lookup } = context;
  let offset = 0;
  out.block(
    'return',
    () => {
      for (const field of decl.fields) {
        const read = readFixed(
          field.shape,
          plus('at', offset),
          quoted(`${decl.name}.${field.name}`),
          context,
        );
        out.line(`${field.tsName}: ${read},`);
        offset += fixedSize(field.shape, lookup)!;
      }
    },
    '};',
  );
}

function tableBody(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  if (fields.length === 0) {
    out.line(`emptyTable(bytes, start, end, strict, ${quoted(name)});`).line('return {};');
    return;
  }
  emitOffsets(decl, context);
  const read = (field: Field): string => {
    const [from, to] = [`p${field.number}`, `p${field.number + 1}`];
    const path = `${name}.${field.name}`;
    const helper = `${name}$${field.name}`;
    if (field.since === undefined) return readExpression(field.shape, from, to, path, helper, context);
    const value = readExpression(withoutOptions(field.shape), from, to, path, helper, context);
    const set = field.shape.kind === 'option' ? ` && ${from} !== ${to}` : '';
    return `count > ${field.number}${set} ? ${value} : undefined`;
  };
  out.block(
    'return',
    () => {
      for (const field of fields) out.line(`${field.tsName}: ${read(field)},`);
    },
    '};',
  );
}

/** Checks the header of a table and declares `p0`, `p1` … for where its fields begin, and the end of the last one. */
export function emitOffsets(decl: RecordType, { out }: FileContext): void {
  const { name, fields } = decl;
  const least = fields.filter((field) => field.since === undefined).length;
  const most = fields.length;
  const offset = (i: number): string => `start + readU32(bytes, start + ${4 + 4 * i})`;
  if (isByteListTable(decl)) {
    out.line(`const p1 = listTableEnd(bytes, start, end, strict, ${quoted(name)});`);
    out.line('const p0 = start + viewOf(bytes).getUint32(start + 4, true);');
    return;
  }
  if (least === most) {
    out.line(`const p${most} = tableEnd(bytes, start, end, ${most}, strict, ${quoted(name)});`);
    for (let i = 0; i < most; i++) out.line(`const p${i} = ${offset(i)};`);
    return;
  }
  out.line(`const count = tableCount(bytes, start, end, ${least}, strict && ${most}, ${quoted(name)});`);
  for (let i = 0; i <= most; i++) {
    // The last known field ends where an unknown one begins, if there is one.
    out.line(`const p${i} = ${i < least ? offset(i) : `count > ${i} ? ${offset(i)} : end`};`);
  }
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  out.block(`switch (headWord(bytes, start, end, ${quoted(name)}))`, () => {
    for (const item of decl.items) {
      const path = `${name}.${item.tag}`;
      const value = readExpression(item.shape, 'start + 4', 'end', path, `${name}$${item.tag}`, context);
      const result = `return { type: ${quoted(item.tag)}, value: ${value} };`;
      out.line(`case ${item.id}:`).indented(() => out.line(result));
    }
    out.line('default:').line(`  malformed('E_WIRE_UNKNOWN_ITEM', ${quoted(name)}, start);`);
  });
}

/** Expression for a value in `[from, to)`. */
export function readExpression(
  shape: Shape,
  from: string,
  to: string,
  path: string,
  helper: string,
  context: FileContext,
): string {
  const { lookup } = context;
  const size = fixedSize(shape, lookup);
  const where = quoted(path);
  if (size !== undefined) {
    const at = `exact(${from}, ${to}, ${size}, ${where})`;
    return shape.kind === 'byteArray'
      ? `viewBytes(bytes, ${at}, ${to})`
      : readFixed(shape, at, where, context);
  }
  const strict = hasTables(shape, lookup) ? ', strict' : '';
  switch (shape.kind) {
    case 'bytes':
      return `readMolBytes(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where})`;
    case 'text':
      return `readMolText(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where})`;
    case 'list':
      if (shape.item.kind === 'bytes') {
        const limits = `${limit(shape.max)}, ${limit(shape.item.max)}`;
        return `readBytesList(bytes, ${from}, ${to}, ${limits}, ${quoted(path)})`;
      }
      return `$read${helper}(bytes, ${from}, ${to}${strict})`;
    case 'named':
      return `$read${shape.name}(bytes, ${from}, ${to}${strict})`;
    default: {
      const item = readExpression(withoutOptions(shape), from, to, path, helper, context);
      return `${from} === ${to} ? undefined : ${item}`;
    }
  }
}

/** Expression for a value of fixed size whose bytes are known to be there. */
export function readFixed(
  shape: Shape,
  at: string,
  where: string,
  context: FileContext,
  bytes = 'bytes',
): string {
  switch (shape.kind) {
    case 'integer':
      if (shape.bits > 64)
        return `${shape.signed ? 'readBigInt' : 'readBigUint'}(${bytes}, ${at}, ${shape.bits / 8})`;
      return `${readInteger(shape)}(${bytes}, ${at})`;
    case 'bool':
      return `readMolBool(${bytes}, ${at}, ${where})`;
    case 'byteArray':
      return `viewBytes(${bytes}, ${at}, ${at} + ${shape.length})`;
    case 'array': {
      const size = fixedSize(shape.item, context.lookup)!;
      return `readTuple(${bytes}, ${at}, ${shape.count}, ${size}, ${itemReader(shape.item, where, context)})`;
    }
    case 'named':
      return `$read${shape.name}(${bytes}, ${at})`;
    default:
      throw new Error(`a ${shape.kind} has no fixed size`);
  }
}

function readInteger({ signed, bits }: Shape & { kind: 'integer' }): string {
  return `read${signed ? 'I' : 'U'}${bits}`;
}

/** A function that reads one item of an array. */
function itemReader(item: Shape, where: string, context: FileContext): string {
  if (item.kind === 'integer' && item.bits <= 64) return readInteger(item);
  if (item.kind === 'named') return `$read${item.name}`;
  return `(bytes, at) => ${readFixed(item, 'at', where, context)}`;
}

function emitList(list: List, context: FileContext): void {
  const { out, lookup } = context;
  const { item, max, helper, path } = list;
  const strict = hasTables(item, lookup) ? ', strict?: boolean' : '';
  const type = tsType(list);
  const head = `function $read${helper}(bytes: Uint8Array, start: number, end: number${strict}): ${type}`;
  out.gap().block(head, () => {
    const size = fixedSize(item, lookup);
    const itemType = tsType(item);
    if (size !== undefined) {
      out.line(`const count = fixvecCount(bytes, start, end, ${size}, ${limit(max)}, ${quoted(path)});`);
      out.line(`const items = new Array<${itemType}>(count);`);
      const read = readFixed(item, times('start + 4', size, 'i'), quoted(`${path}[]`), context);
      out.block('for (let i = 0; i < count; i++)', () => out.line(`items[i] = ${read};`));
      out.line('return items;');
      return;
    }
    out.line(`const count = listCount(bytes, start, end, ${limit(max)}, ${quoted(path)});`);
    out.line(`const items = new Array<${itemType}>(count);`);
    out.line('const view = viewOf(bytes);');
    // Every offset is read once: an item ends where the next one begins.
    out.line('let from = start + 4 + 4 * count;');
    emitItems(path, out, () => {
      out.line('const to = i + 1 < count ? start + view.getUint32(start + 8 + 4 * i, true) : end;');
      const value = readExpression(item, 'from', 'to', `${path}[]`, `${helper}$item`, context);
      out.line(`items[i] = ${value};`);
      out.line('from = to;');
    });
    out.line('return items;');
  });
}
