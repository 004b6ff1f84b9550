/** Protobuf: everything that is generated for one message. */
import type { Field, Literal, RecordType } from '../ir/model.js';
import type { FileContext } from './context.js';
import { boundExpression, emitProtoBound } from './proto-bound.js';
import { emitComplete, hasRequired } from './proto-complete.js';
import { emitProtoRead } from './proto-read.js';
import { emitProtoWrite } from './proto-write.js';
import { tsType } from './ts-type.js';
import { quoted } from './writer.js';

export function emitMessage(decl: RecordType, context: FileContext): void {
  emitConstant(decl, context);
  emitProtoBound(decl, context);
  emitProtoWrite(decl, context);
  emitProtoRead(decl, context);
  emitComplete(decl, context);
}

/** The codec only refers to the functions, so bundlers keep what is used. */
function emitConstant(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  const bound = boundExpression(decl, 'value', context);
  const read = hasRequired(decl, context.scopeOf)
    ? `(bytes, start, end, depth) => $complete${name}($read${name}(bytes, start, end, depth))`
    : `$read${name}`;
  const parts = [
    quoted(name),
    bound.startsWith('$') ? `$bound${name}` : `() => ${bound}`,
    `$write${name}`,
    read,
  ];
  const maker = '/* @__PURE__ */ messageCodec';
  const fallbacks = decl.fields.filter((field) => field.fallback !== undefined);
  if (fallbacks.length === 0) {
    out.gap().line(`export const ${name}: Codec<${name}> = ${maker}(${parts.join(', ')});`);
    return;
  }
  const types = fallbacks.map((field) => `readonly ${field.tsName}: ${tsType(field.shape)}`);
  out.gap().block(
    `export const ${name}: Codec<${name}> & { readonly defaults: { ${types.join('; ')} } } =`,
    () => {
      out.line(`...${maker}(${parts.join(', ')}),`);
      out.block('defaults:', () => out.lines(fallbacks.map(fallbackLine)), '},');
    },
    '};',
  );
}

/** proto2 `[default = ...]`. */
function fallbackLine(field: Field): string {
  return `${field.tsName}: ${literalText(field.fallback!)},`;
}

export function literalText(value: Literal): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
      return String(value);
    case 'string':
      return quoted(value);
    default:
      return value.length === 0 ? 'EMPTY' : `/* @__PURE__ */ Uint8Array.of(${value.join(', ')})`;
  }
}
