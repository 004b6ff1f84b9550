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
import { tsType } from './types.js';
import { quoted } from './writer.js';

/** Writes the read function of a molecule declaration and of the lists in it. */
export function emitRead(decl: TypeDecl, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  if (decl.kind === 'record') {
    for (const field of decl.fields)
      emitLists(field.shape, `${name}$${field.name}`, `${name}.${field.name}`, context);
  } else if (decl.kind === 'union') {
    for (const item of decl.items)
      emitLists(item.shape, `${name}$${item.tag}`, `${name}.${item.tag}`, context);
  } else if (decl.kind === 'alias') {
    emitLists(decl.shape, aliasHelper(decl), name, context);
    if (decl.shape.kind === 'list') return;
  }
  const head = `${context.exported(decl)}function $read${name}`;
  if (decl.kind === 'record' && decl.layout === 'struct') {
    out.gap().block(`${head}(bytes: Uint8Array, at: number): ${name}`, () => structBody(decl, context));
    return;
  }
  const compatible = declHasTables(decl, context.lookup) ? ', compatible: boolean' : '';
  out.gap().block(`${head}(bytes: Uint8Array, start: number, end: number${compatible}): ${name}`, () => {
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
        const at = offset === 0 ? 'at' : `at + ${offset}`;
        out.line(`${field.tsName}: ${readFixed(field.shape, at, `${decl.name}.${field.name}`, context)},`);
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
    out.line(`emptyTable(bytes, start, end, compatible, ${quoted(name)});`).line('return {};');
    return;
  }
  const least = fields.filter((field) => field.since === undefined).length;
  const args = `bytes, start, end, ${least}, ${fields.length}, compatible, ${quoted(name)}`;
  out.line(`const count = tableCount(${args});`);
  for (const field of fields) {
    const offset = `start + readU32(bytes, start + ${4 + 4 * field.number})`;
    const cut = field.number >= least ? `count > ${field.number} ? ${offset} : end` : offset;
    out.line(`const p${field.number} = ${cut};`);
  }
  // The last known field ends where an unknown one begins, if there is one.
  const next = fields.length;
  out.line(`const p${next} = count > ${next} ? start + readU32(bytes, start + ${4 + 4 * next}) : end;`);
  const read = (field: Field): string => {
    const [from, to] = [`p${field.number}`, `p${field.number + 1}`];
    const path = `${name}.${field.name}`;
    const value = readExpression(field.shape, from, to, path, `${name}$${field.name}`, context);
    return field.since === undefined ? value : `count > ${field.number} ? ${value} : undefined`;
  };
  out.block(
    'return',
    () => {
      for (const field of fields) out.line(`${field.tsName}: ${read(field)},`);
    },
    '};',
  );
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  out.block(`switch (unionId(bytes, start, end, ${quoted(name)}))`, () => {
    for (const item of decl.items) {
      const path = `${name}.${item.tag}`;
      const value = readExpression(item.shape, 'start + 4', 'end', path, `${name}$${item.tag}`, context);
      out.line(`case ${item.id}:`).line(`  return { type: ${quoted(item.tag)}, value: ${value} };`);
    }
    out.line('default:').line(`  unknownItem(bytes, start, ${quoted(name)});`);
  });
}

/** Expression for a value in `[from, to)`. */
function readExpression(
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
  if (size !== undefined) return readFixed(shape, `exact(${from}, ${to}, ${size}, ${where})`, path, context);
  const compatible = hasTables(shape, lookup) ? ', compatible' : '';
  switch (shape.kind) {
    case 'bytes':
      return `readMolBytes(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where})`;
    case 'text':
      return `readMolText(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where})`;
    case 'list':
      return `$read${helper}(bytes, ${from}, ${to}${compatible})`;
    case 'named':
      return `$read${shape.name}(bytes, ${from}, ${to}${compatible})`;
    default: {
      const item = readExpression(withoutOptions(shape), from, to, path, helper, context);
      return `${from} === ${to} ? undefined : ${item}`;
    }
  }
}

/** Expression for a value of fixed size whose bytes are known to be there. */
function readFixed(shape: Shape, at: string, path: string, context: FileContext): string {
  switch (shape.kind) {
    case 'integer':
      if (shape.bits === 8 && !shape.signed) return `bytes[${at}]!`;
      if (shape.bits > 64)
        return `${shape.signed ? 'readBigInt' : 'readBigUint'}(bytes, ${at}, ${shape.bits / 8})`;
      return `read${shape.signed ? 'I' : 'U'}${shape.bits}(bytes, ${at})`;
    case 'bool':
      return `readMolBool(bytes, ${at}, ${quoted(path)})`;
    case 'byteArray':
      return `readByteArray(bytes, ${at}, ${shape.length})`;
    case 'array': {
      const size = fixedSize(shape.item, context.lookup)!;
      const item = readFixed(shape.item, `at + i * ${size}`, `${path}[]`, context);
      // The parameters hide outer ones of the same name: arrays of arrays nest.
      return `((at: number) => Array.from({ length: ${shape.count} }, (_, i): ${tsType(shape.item)} => ${item}))(${at})`;
    }
    case 'named':
      return `$read${shape.name}(bytes, ${at})`;
    default:
      throw new Error(`a ${shape.kind} has no fixed size`);
  }
}

function emitLists(shape: Shape, helper: string, path: string, context: FileContext): void {
  if (shape.kind === 'option') emitLists(shape.item, helper, path, context);
  if (shape.kind !== 'list') return;
  const { out, lookup } = context;
  const item = shape.item;
  const inner = `${helper}$item`;
  emitLists(item, inner, `${path}[]`, context);
  const compatible = hasTables(item, lookup) ? ', compatible: boolean' : '';
  const type = tsType(shape);
  const head = `function $read${helper}(bytes: Uint8Array, start: number, end: number${compatible}): ${type}`;
  out.gap().block(head, () => {
    const size = fixedSize(item, lookup);
    const itemType = tsType(item);
    if (size !== undefined) {
      out.line(
        `const count = fixvecCount(bytes, start, end, ${size}, ${limit(shape.max)}, ${quoted(path)});`,
      );
      out.line(`const items = new Array<${itemType}>(count);`);
      const at = size === 1 ? 'start + 4 + i' : `start + 4 + i * ${size}`;
      out.line(`for (let i = 0; i < count; i++) items[i] = ${readFixed(item, at, `${path}[]`, context)};`);
      out.line('return items;');
      return;
    }
    out.line(`const count = dynvecCount(bytes, start, end, ${limit(shape.max)}, ${quoted(path)});`);
    out.line(`const items = new Array<${itemType}>(count);`);
    // Every offset is read once: an item ends where the next one begins.
    out.line('let from = count === 0 ? end : start + readU32(bytes, start + 4);');
    out.block('for (let i = 0; i < count; i++)', () => {
      out.line('const to = i + 1 < count ? start + readU32(bytes, start + 8 + 4 * i) : end;');
      out.line(`items[i] = ${readExpression(item, 'from', 'to', `${path}[]`, inner, context)};`);
      out.line('from = to;');
    });
    out.line('return items;');
  });
}
