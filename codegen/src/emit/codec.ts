/** The codec constant of a molecule type: it only refers to the functions, so bundlers keep what is used. */
import type { TypeDecl } from '../ir/model.js';
import { type FileContext, fixedSize } from './context.js';
import { limit } from './literal.js';
import { boundFunction, constantBound } from './mol-bound.js';
import { onlySize } from './mol-size.js';
import { quoted } from './writer.js';

/** Byte arrays up to this length lie in the heap of V8 itself: making one costs less than a place in shared memory. */
const FIXED_UP_TO = 64;

export function emitCodec(decl: TypeDecl, context: FileContext): void {
  const { name } = decl;
  const constant = constantBound(decl, context);
  const only = onlySize(decl, context.scopeOf);
  const fixed = only !== undefined && only <= FIXED_UP_TO;
  const maker = fixed ? 'fixedCodec' : constant === undefined ? 'codec' : 'smallCodec';
  const bound = constant === undefined ? boundFunction(decl, context) : limit(constant);
  const call = `${maker}(${quoted(name)}, ${bound}, $write${name}, ${readFunction(decl, context)})`;
  context.out.gap().line(`export const ${name}: Codec<${name}> = /* @__PURE__ */ ${call};`);
}

/** What reads `bytes[start, end)`. */
function readFunction(decl: TypeDecl, { lookup }: FileContext): string {
  const { name } = decl;
  if (decl.kind !== 'record' || decl.layout !== 'struct') return `$read${name}`;
  const size = fixedSize({ kind: 'named', name }, lookup)!;
  return `(bytes, start, end) => $read${name}(bytes, exact(start, end, ${size}, ${quoted(name)}))`;
}
