/** Decoders of roots that choose between lazy messages and others: everything is checked, only the latter are made. */
import type { RecordType, Shape, TypeDecl, UnionItem, UnionType } from '../ir/model.js';
import type { Arrivals } from './arrival.js';
import type { FileContext } from './context.js';
import { emitOffsets, readExpression } from './mol-read.js';
import { tsType } from './ts-type.js';
import { emitValue } from './view-verify.js';
import { docComment, quoted } from './writer.js';

/** Writes the type of what arrives. */
export function emitArrivalType(decl: TypeDecl, arrivals: Arrivals, context: FileContext): void {
  const { out, lookup } = context;
  const about = `\`${decl.name}\` as it arrives: lazy messages as views, all others as values.`;
  out.gap().lines(docComment([about]));
  const name = arrivals.name(decl);
  if (decl.kind === 'union') {
    const variants = decl.items.map((item) => {
      const type = isLazy(item, context) ? context.views.name(itemType(item, context)) : tsType(item.shape);
      return `{ readonly type: ${quoted(item.tag)}; readonly value: ${type} }`;
    });
    out.line(`export type ${name} = ${variants.join(' | ')};`);
  } else if (decl.kind === 'record') {
    const { tsName, shape } = decl.fields[0]!;
    out.block(`export interface ${name}`, () =>
      out.line(`readonly ${tsName}: ${arrivals.name(lookup(named(shape)))};`),
    );
  }
}

/** Writes the decoder and its function. */
export function emitArrival(decl: TypeDecl, arrivals: Arrivals, context: FileContext): void {
  if (decl.kind !== 'union' && decl.kind !== 'record') return;
  const { out } = context;
  const name = arrivals.name(decl);
  const call = `decoder(${quoted(decl.name)}, $arrive${decl.name})`;
  out.gap().line(`export const ${name}: Decoder<${name}> = /* @__PURE__ */ ${call};`);
  const parameters = 'bytes: Uint8Array, start: number, end: number, strict?: boolean';
  out.gap().block(`${context.exported(decl)}function $arrive${decl.name}(${parameters}): ${name}`, () => {
    if (decl.kind === 'union') unionBody(decl, context);
    else envelopeBody(decl, context);
  });
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  out.block(`switch (headWord(bytes, start, end, ${quoted(name)}))`, () => {
    for (const item of decl.items) {
      const place = ['start + 4', 'end', `${name}.${item.tag}`, `${name}$${item.tag}`, context] as const;
      const result = (value: string): string => `return { type: ${quoted(item.tag)}, value: ${value} };`;
      out.line(`case ${item.id}:`).indented(() => {
        if (isLazy(item, context)) {
          emitValue(item.shape, ...place);
          out.line(result(`$view${named(item.shape)}(bytes, start + 4, end)`));
        } else out.line(result(readExpression(item.shape, ...place)));
      });
    }
    out.line('default:').line(`  malformed('E_WIRE_UNKNOWN_ITEM', ${quoted(name)}, start);`);
  });
}

function envelopeBody(decl: RecordType, context: FileContext): void {
  const { tsName, shape } = decl.fields[0]!;
  emitOffsets(decl, context);
  context.out.line(`return { ${tsName}: $arrive${named(shape)}(bytes, p0, p1, strict) };`);
}

function isLazy(item: UnionItem, context: FileContext): boolean {
  if (item.shape.kind !== 'named') return false;
  const decl = itemType(item, context);
  return decl.kind === 'record' && decl.lazy === true;
}

function itemType({ shape }: UnionItem, { lookup }: FileContext): TypeDecl {
  return lookup(named(shape));
}

function named(shape: Shape): string {
  if (shape.kind !== 'named') throw new Error(`a ${shape.kind} has no name`);
  return shape.name;
}
