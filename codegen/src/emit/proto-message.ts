/** Protobuf: everything that is generated for one message. */
import type { Field, Literal, RecordType } from '../ir/model.js';
import type { FileContext } from './context.js';
import { boundExpression, emitProtoBound } from './proto-bound.js';
import { emitComplete, hasRequired } from './proto-complete.js';
import { emitProtoRead } from './proto-read.js';
import { emitProtoWrite } from './proto-write.js';
import { tsType } from './types.js';
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
  const read = (start: string, end: string): string => {
    const message = `$read${name}(bytes, ${start}, ${end}, MAX_DEPTH)`;
    return hasRequired(decl, context.scopeOf) ? `$complete${name}(${message})` : message;
  };
  const fallbacks = decl.fields.filter((field) => field.fallback !== undefined);
  const types = fallbacks.map((field) => `readonly ${field.tsName}: ${tsType(field.shape)}`);
  const extra = types.length === 0 ? '' : ` & { readonly defaults: { ${types.join('; ')} } }`;
  out.gap().block(
    `export const ${name}: Codec<${name}>${extra} =`,
    () => {
      out.line(`name: ${quoted(name)},`);
      const bound = boundExpression(decl, 'value', context);
      out.line(`bound: ${bound.startsWith('$') ? `$bound${name}` : `() => ${bound}`},`);
      out.line(`size: (value) => measure($write${name}, value),`);
      out.line(`encodeInto: $write${name},`);
      out.line(`encode: (value) => encoded($write${name}, value, ${bound}),`);
      out.line(`decode: (bytes) => ${read('0', 'bytes.length')},`);
      out.line(`decodeRange: (bytes, start, end) => ${read('start', 'end')},`);
      if (fallbacks.length > 0) {
        out.block('defaults:', () => out.lines(fallbacks.map(fallbackLine)), '},');
      }
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
