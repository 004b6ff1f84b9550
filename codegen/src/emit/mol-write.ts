/** Molecule: functions that write a checked value and return its end. */
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { aliasHelper, type FileContext, fixedSize, withoutOptions } from './context.js';
import { tsType } from './types.js';
import { quoted } from './writer.js';

/** Writes the write function of a molecule declaration and of the lists in it. */
export function emitWrite(decl: TypeDecl, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  if (decl.kind === 'record') {
    for (const field of decl.fields) emitLists(field.shape, `${name}$${field.name}`, context);
    if (decl.fields.some((field) => field.since !== undefined)) emitCount(decl, context);
  } else if (decl.kind === 'union') {
    for (const item of decl.items) emitLists(item.shape, `${name}$${item.tag}`, context);
  } else if (decl.kind === 'alias') {
    emitLists(decl.shape, aliasHelper(decl), context);
    if (decl.shape.kind === 'list') return;
  }
  const unused = decl.kind === 'record' && decl.fields.length === 0;
  const head = `function $write${name}(${unused ? '_value' : 'value'}: ${name}, out: Uint8Array, at: number): number`;
  out.gap().block(context.exported(decl) + head, () => {
    if (decl.kind === 'record' && decl.layout === 'struct') structBody(decl, context);
    else if (decl.kind === 'record') tableBody(decl, context);
    else if (decl.kind === 'union') unionBody(decl, context);
    else if (decl.kind === 'alias') {
      out.line('let p = at;');
      emitValue(decl.shape, 'value', aliasHelper(decl), context, 'item');
      out.line('return p;');
    }
  });
}

/** How many fields a table with `@since` fields has on the wire: up to the last one that is set. */
function emitCount(decl: RecordType, { out }: FileContext): void {
  out.gap().block(`function $count${decl.name}(value: ${decl.name}): number`, () => {
    const later = decl.fields.filter((field) => field.since !== undefined);
    for (const field of [...later].reverse()) {
      out.block(`if (value.${field.tsName} !== undefined)`, () => {
        for (const earlier of later.slice(0, later.indexOf(field))) {
          if (earlier.shape.kind === 'option') continue;
          const path = quoted(`${decl.name}.${earlier.name}`);
          out.line(
            `if (value.${earlier.tsName} === undefined) misfit(${path}, 'set when ${field.name} is', undefined);`,
          );
        }
        out.line(`return ${field.number + 1};`);
      });
    }
    out.line(`return ${decl.fields.length - later.length};`);
  });
}

function structBody(decl: RecordType, context: FileContext): void {
  context.out.line('let p = at;');
  for (const field of decl.fields) {
    emitValue(field.shape, `value.${field.tsName}`, `${decl.name}$${field.name}`, context, 'item');
  }
  context.out.line('return p;');
}

function tableBody(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  const since = fields.some((field) => field.since !== undefined);
  if (fields.length === 0) {
    out.line('return writeU32(out, at, 4);');
    return;
  }
  if (since) out.line(`const count = $count${name}(value);`);
  out.line(`let p = at + ${since ? '4 + 4 * count' : 4 + 4 * fields.length};`);
  const one = (field: Field): void => {
    out.line(`writeU32(out, at + ${4 + 4 * field.number}, p - at);`);
    // The count of the fields says that this one is set.
    const value = `value.${field.tsName}${field.since === undefined || field.shape.kind === 'option' ? '' : '!'}`;
    emitValue(field.shape, value, `${name}$${field.name}`, context, 'item');
  };
  for (const field of fields) {
    if (field.since === undefined) one(field);
    else {
      out.block(`if (count > ${field.number})`, () => {
        one(field);
      });
    }
  }
  out.line('writeU32(out, at, p - at);').line('return p;');
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  out.line('let p = at + 4;');
  out.block('switch (value.type)', () => {
    for (const item of decl.items) {
      out.block(`case ${quoted(item.tag)}:`, () => {
        out.line(`writeU32(out, at, ${item.id});`);
        emitValue(item.shape, 'value.value', `${decl.name}$${item.tag}`, context, 'item');
        out.line('break;');
      });
    }
  });
  out.line('return p;');
}

/** Writes the statements that write a value at `p` and move `p` behind it. */
function emitValue(
  shape: Shape,
  value: string,
  helper: string,
  context: FileContext,
  variable: string,
): void {
  const { out } = context;
  switch (shape.kind) {
    case 'option': {
      const item = withoutOptions(shape);
      out.block(`if (${value} !== undefined)`, () => emitValue(item, value, helper, context, variable));
      return;
    }
    case 'array':
      out.block(`for (const ${variable} of ${value})`, () =>
        emitValue(shape.item, variable, helper, context, `${variable}_`),
      );
      return;
    case 'integer':
      if (shape.bits > 64) out.line(`p = writeBig(out, p, ${value}, ${shape.bits / 8});`);
      else out.line(`p = writeU${shape.bits}(out, p, ${value});`);
      return;
    case 'bool':
      out.line(`p = writeU8(out, p, ${value} ? 1 : 0);`);
      return;
    case 'byteArray':
      out.line(`p = writeRaw(out, p, ${value});`);
      return;
    case 'bytes':
      out.line(`p = writeMolBytes(out, p, ${value});`);
      return;
    case 'text':
      out.line(`p = writeMolText(out, p, ${value});`);
      return;
    case 'list':
      out.line(`p = $write${helper}(${value}, out, p);`);
      return;
    case 'named':
      out.line(`p = $write${shape.name}(${value}, out, p);`);
      return;
    default:
      throw new Error(`molecule has no ${shape.kind}`);
  }
}

function emitLists(shape: Shape, helper: string, context: FileContext): void {
  if (shape.kind === 'option') emitLists(shape.item, helper, context);
  if (shape.kind !== 'list') return;
  const { out, lookup } = context;
  emitLists(shape.item, `${helper}$item`, context);
  const head = `function $write${helper}(value: ${tsType(shape)}, out: Uint8Array, at: number): number`;
  out.gap().block(head, () => {
    if (fixedSize(shape.item, lookup) !== undefined) {
      out.line('let p = writeU32(out, at, value.length);');
      out.block('for (const item of value)', () => {
        emitValue(shape.item, 'item', `${helper}$item`, context, 'inner');
      });
      out.line('return p;');
      return;
    }
    out.line('let p = at + 4 + 4 * value.length;');
    out.line('let offset = at;');
    out.block('for (const item of value)', () => {
      out.line('offset = writeU32(out, offset + 4, p - at) - 4;');
      emitValue(shape.item, 'item', `${helper}$item`, context, 'inner');
    });
    out.line('writeU32(out, at, p - at);').line('return p;');
  });
}
