/** Views: functions that check a value in `bytes[start, end)` as its read function does, and make nothing of it. */
import type { RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { declHasTables, type FileContext, fixedSize, hasTables, withoutOptions } from './context.js';
import { limit } from './literal.js';
import { type List, listsIn } from './mol-lists.js';
import { emitItems, indexName, plus, times } from './mol-place.js';
import { emitOffsets } from './mol-read.js';
import { quoted } from './writer.js';

/** Writes the verify function of a declaration and of the lists in it. */
export function emitVerify(decl: RecordType | UnionType, context: FileContext): void {
  const { out, lookup } = context;
  const { name } = decl;
  if (decl.kind === 'record' && decl.layout === 'struct') {
    if (!hasBools({ kind: 'named', name }, lookup)) return;
    const head = `function $verify${name}(bytes: Uint8Array, at: number): void`;
    out.gap().block(context.exported(decl) + head, () => structBody(decl, context));
    return;
  }
  for (const list of listsIn(decl)) emitList(list, context);
  const strict = declHasTables(decl, lookup) ? ', strict?: boolean' : '';
  const head = `function $verify${name}(bytes: Uint8Array, start: number, end: number${strict}): void`;
  out.gap().block(context.exported(decl) + head, () => {
    if (decl.kind === 'record') tableBody(decl, context);
    else unionBody(decl, context);
  });
}

/** Only a Bool can be wrong in a value whose size is right. */
function hasBools(shape: Shape, lookup: (name: string) => TypeDecl): boolean {
  switch (shape.kind) {
    case 'bool':
      return true;
    case 'array':
      return hasBools(shape.item, lookup);
    case 'named': {
      const decl = lookup(shape.name);
      return decl.kind === 'record' && decl.fields.some((field) => hasBools(field.shape, lookup));
    }
    default:
      return false;
  }
}

function structBody(decl: RecordType, context: FileContext): void {
  let offset = 0;
  for (const field of decl.fields) {
    emitBools(field.shape, plus('at', offset), quoted(`${decl.name}.${field.name}`), context, 0);
    offset += fixedSize(field.shape, context.lookup)!;
  }
}

function tableBody(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  if (fields.length === 0) {
    out.line(`emptyTable(bytes, start, end, strict, ${quoted(name)});`);
    return;
  }
  emitOffsets(decl, context);
  for (const field of fields) {
    const [from, to] = [`p${field.number}`, `p${field.number + 1}`];
    const path = `${name}.${field.name}`;
    const one = (): void => emitValue(field.shape, from, to, path, `${name}$${field.name}`, context);
    if (field.since === undefined) one();
    else out.block(`if (count > ${field.number})`, one);
  }
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  out.block(`switch (headWord(bytes, start, end, ${quoted(name)}))`, () => {
    for (const item of decl.items) {
      out.line(`case ${item.id}:`).indented(() => {
        emitValue(item.shape, 'start + 4', 'end', `${name}.${item.tag}`, `${name}$${item.tag}`, context);
        out.line('return;');
      });
    }
    out.line('default:').line(`  malformed('E_WIRE_UNKNOWN_ITEM', ${quoted(name)}, start);`);
  });
}

/** Writes the check of a value in `[from, to)`; `depth` loops stand around it. */
export function emitValue(
  shape: Shape,
  from: string,
  to: string,
  path: string,
  helper: string,
  context: FileContext,
  depth = 0,
): void {
  const { out, lookup } = context;
  const where = quoted(path);
  const size = fixedSize(shape, lookup);
  if (size !== undefined) {
    const fits = `exact(${from}, ${to}, ${size}, ${where})`;
    if (shape.kind === 'array' && hasBools(shape, lookup)) {
      out.line(`${fits};`);
      emitBools(shape, from, where, context, depth);
    } else if (hasBools(shape, lookup)) emitBools(shape, fits, where, context, 0);
    else out.line(`${fits};`);
    return;
  }
  const strict = hasTables(shape, lookup) ? ', strict' : '';
  switch (shape.kind) {
    case 'bytes':
      out.line(`vectorBytes(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where});`);
      return;
    case 'text':
      out.line(`verifyMolText(bytes, ${from}, ${to}, ${limit(shape.max)}, ${where});`);
      return;
    case 'list':
      if (shape.item.kind === 'bytes') {
        const limits = `${limit(shape.max)}, ${limit(shape.item.max)}`;
        out.line(`verifyBytesList(bytes, ${from}, ${to}, ${limits}, ${where});`);
        return;
      }
      out.line(`$verify${helper}(bytes, ${from}, ${to}${strict});`);
      return;
    case 'named':
      out.line(`$verify${shape.name}(bytes, ${from}, ${to}${strict});`);
      return;
    default:
      out.block(`if (${from} !== ${to})`, () =>
        emitValue(withoutOptions(shape), from, to, path, helper, context, depth),
      );
  }
}

/** Checks the Bools in a value of fixed size; `depth` loops stand around it. */
function emitBools(shape: Shape, at: string, where: string, context: FileContext, depth: number): void {
  const { out, lookup } = context;
  if (!hasBools(shape, lookup)) return;
  switch (shape.kind) {
    case 'bool':
      out.line(`readMolBool(bytes, ${at}, ${where});`);
      return;
    case 'array': {
      const index = indexName(depth);
      const size = fixedSize(shape.item, lookup)!;
      out.block(`for (let ${index} = 0; ${index} < ${shape.count}; ${index}++)`, () =>
        emitBools(shape.item, times(at, size, index), where, context, depth + 1),
      );
      return;
    }
    case 'named':
      out.line(`$verify${shape.name}(bytes, ${at});`);
  }
}

function emitList({ item, max, helper, path }: List, context: FileContext): void {
  const { out, lookup } = context;
  const strict = hasTables(item, lookup) ? ', strict?: boolean' : '';
  const head = `function $verify${helper}(bytes: Uint8Array, start: number, end: number${strict}): void`;
  out.gap().block(head, () => {
    const where = `${limit(max)}, ${quoted(path)}`;
    const size = fixedSize(item, lookup);
    if (size !== undefined) {
      const count = `fixvecCount(bytes, start, end, ${size}, ${where})`;
      if (!hasBools(item, lookup)) {
        out.line(`${count};`);
        return;
      }
      out.line(`const count = ${count};`);
      out.block('for (let i = 0; i < count; i++)', () =>
        emitBools(item, times('start + 4', size, 'i'), quoted(`${path}[]`), context, 1),
      );
      return;
    }
    out.line(`const count = listCount(bytes, start, end, ${where});`);
    out.line('let from = start + 4 + 4 * count;');
    emitItems(path, out, () => {
      out.line('const to = i + 1 < count ? start + readU32(bytes, start + 8 + 4 * i) : end;');
      emitValue(item, 'from', 'to', `${path}[]`, `${helper}$item`, context, 1);
      out.line('from = to;');
    });
  });
}
