/** Molecule: functions that check a value and return its exact size. */
import type { RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { aliasHelper, type FileContext, fixedSize, structSize, withoutOptions } from './context.js';
import { limit } from './literal.js';
import { tsType } from './types.js';
import { quoted } from './writer.js';

/** Writes the size function of a molecule declaration and of the lists in it. */
export function emitSize(decl: TypeDecl, context: FileContext): void {
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
  out.gap().block(`${context.exported(decl)}function $size${name}(value: ${name}): number`, () => {
    if (decl.kind === 'record') recordBody(decl, context);
    else if (decl.kind === 'union') unionBody(decl, context);
    else if (decl.kind === 'alias') {
      const part = variablePart(decl.shape, 'value', name, aliasHelper(decl), context);
      out.line(`return ${part ?? fixedSize(decl.shape, context.lookup)!};`);
    }
  });
}

function recordBody(decl: RecordType, context: FileContext): void {
  const { out, lookup } = context;
  const { name, fields } = decl;
  out.line(`checkRecord(value, ${quoted(name)});`);
  const parts: string[] = [];
  let constant = 0;
  for (const field of fields) {
    const shape: Shape =
      field.since === undefined ? field.shape : { kind: 'option', item: withoutOptions(field.shape) };
    const helper = `${name}$${field.name}`;
    const part = variablePart(shape, `value.${field.tsName}`, `${name}.${field.name}`, helper, context);
    if (part === undefined) constant += fixedSize(field.shape, lookup)!;
    else parts.push(part);
  }
  if (decl.layout === 'struct') {
    out.line(`return ${structSize(decl, lookup)};`);
    return;
  }
  if (fields.some((field) => field.since !== undefined)) {
    parts.unshift(`4 * $count${name}(value)`);
  } else {
    constant += 4 * fields.length;
  }
  const terms = [String(4 + constant), ...parts];
  out.line(`return ${terms.join(' + ')};`);
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out, lookup } = context;
  const { name } = decl;
  out.line(`checkRecord(value, ${quoted(name)});`);
  out.block('switch (value.type)', () => {
    for (const item of decl.items) {
      const path = `${name}.${item.tag}`;
      out.block(`case ${quoted(item.tag)}:`, () => {
        const part = variablePart(item.shape, 'value.value', path, `${name}$${item.tag}`, context);
        out.line(
          part === undefined ? `return ${4 + fixedSize(item.shape, lookup)!};` : `return 4 + ${part};`,
        );
      });
    }
    out.line('default:').line(`  unknownType(value, ${quoted(name)});`);
  });
}

/**
 * Writes the statements that check a value. Returns the expression for its size, or `undefined` when the size is
 * always the same.
 */
function variablePart(
  shape: Shape,
  value: string,
  path: string,
  helper: string,
  context: FileContext,
): string | undefined {
  const { out, lookup } = context;
  const size = fixedSize(shape, lookup);
  if (size !== undefined) {
    emitCheck(shape, value, path, context, 'item');
    return undefined;
  }
  switch (shape.kind) {
    case 'bytes':
      return `4 + checkBytes(${value}, ${limit(shape.max)}, ${quoted(path)})`;
    case 'text':
      return `4 + checkText(${value}, ${limit(shape.max)}, ${quoted(path)})`;
    case 'list':
      return `$size${helper}(${value})`;
    case 'named':
      return `$size${shape.name}(${value})`;
    default: {
      const item = withoutOptions(shape);
      const itemSize = fixedSize(item, lookup);
      if (itemSize !== undefined) {
        out.block(`if (${value} !== undefined)`, () => emitCheck(item, value, path, context, 'item'));
        return `(${value} === undefined ? 0 : ${itemSize})`;
      }
      return `(${value} === undefined ? 0 : ${variablePart(item, value, path, helper, context)!})`;
    }
  }
}

/** Writes the check of a value of fixed size. */
function emitCheck(shape: Shape, value: string, path: string, context: FileContext, variable: string): void {
  const { out } = context;
  const where = quoted(path);
  switch (shape.kind) {
    case 'integer':
      if (shape.bits > 32)
        out.line(`${shape.signed ? 'checkBigInt' : 'checkBigUint'}(${value}, ${shape.bits}, ${where});`);
      else if (!shape.signed) out.line(`checkUint(${value}, ${limit(2 ** shape.bits - 1)}, ${where});`);
      else
        out.line(`checkInt(${value}, ${-(2 ** (shape.bits - 1))}, ${2 ** (shape.bits - 1) - 1}, ${where});`);
      return;
    case 'bool':
      out.line(`checkBool(${value}, ${where});`);
      return;
    case 'byteArray':
      out.line(`checkByteArray(${value}, ${shape.length}, ${where});`);
      return;
    case 'array':
      out.line(`checkTuple(${value}, ${shape.count}, ${where});`);
      out.block(`for (const ${variable} of ${value})`, () =>
        emitCheck(shape.item, variable, `${path}[]`, context, `${variable}_`),
      );
      return;
    case 'named':
      out.line(`$size${shape.name}(${value});`);
      return;
    default:
      throw new Error(`a ${shape.kind} has no fixed size`);
  }
}

/** Writes the size functions of the lists in a shape, inner ones first. */
function emitLists(shape: Shape, helper: string, path: string, context: FileContext): void {
  if (shape.kind === 'option') emitLists(shape.item, helper, path, context);
  if (shape.kind !== 'list') return;
  const { out, lookup } = context;
  const item = shape.item;
  emitLists(item, `${helper}$item`, `${path}[]`, context);
  out.gap().block(`function $size${helper}(value: ${tsType(shape)}): number`, () => {
    const itemSize = fixedSize(item, lookup);
    const count = `checkList(value, ${limit(shape.max)}, ${quoted(path)})`;
    if (itemSize === undefined) {
      out.line(`let size = 4 + 4 * ${count};`);
      out.block('for (const item of value)', () => {
        out.line(`size += ${variablePart(item, 'item', `${path}[]`, `${helper}$item`, context)!};`);
      });
      out.line('return size;');
      return;
    }
    out.line(`const count = ${count};`);
    out.block('for (const item of value)', () => emitCheck(item, 'item', `${path}[]`, context, 'inner'));
    out.line(itemSize === 1 ? 'return 4 + count;' : `return 4 + ${itemSize} * count;`);
  });
}
