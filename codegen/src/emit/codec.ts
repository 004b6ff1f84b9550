/** The codec constant of a declaration: it only refers to the functions, so bundlers keep what is used. */
import type { TypeDecl } from '../ir/model.js';
import { declHasTables, type FileContext, fixedSize } from './context.js';
import { quoted } from './writer.js';

export function emitCodec(decl: TypeDecl, context: FileContext): void {
  const { out, schema, lookup } = context;
  const { name } = decl;
  const struct = decl.kind === 'record' && decl.layout === 'struct';
  const options = schema.format === 'molecule' && declHasTables(decl, lookup);
  const compatible = options
    ? ', options?.compatible !== false'
    : schema.format === 'protobuf'
      ? ', MAX_DEPTH'
      : '';
  const size = struct ? fixedSize({ kind: 'named', name }, lookup) : undefined;
  const read = (start: string, end: string): string =>
    size === undefined
      ? `$read${name}(bytes, ${start}, ${end}${compatible})`
      : `$read${name}(bytes, exact(${start}, ${end}, ${size}, ${quoted(name)}))`;
  const tail = options ? ', options' : '';
  out.gap().block(
    `export const ${name}: Codec<${name}> =`,
    () => {
      out.line(`name: ${quoted(name)},`);
      out.line(`size: $size${name},`);
      out.line(`encodeInto: $write${name},`);
      out.block(
        'encode(value)',
        () => {
          out.line(`const out = allocate($size${name}(value));`);
          out.line(`$write${name}(value, out, 0);`).line('return out;');
        },
        '},',
      );
      out.line(`decode: (bytes${tail}) => ${read('0', 'bytes.length')},`);
      out.line(`decodeRange: (bytes, start, end${tail}) => ${read('start', 'end')},`);
    },
    '};',
  );
}
