/** Views of molecule tables: everything is checked at once, and a field is read when somebody asks for it. */
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { type FileContext, fixedSize, withoutOptions } from './context.js';
import { readFixed } from './mol-read.js';
import { fieldDoc } from './types.js';
import { emitVerify } from './view-verify.js';
import { isViewed, viewType } from './view-type.js';
import { docComment, quoted } from './writer.js';

/** Writes the public types of a view. */
export function emitViewType(decl: TypeDecl, context: FileContext): void {
  if (decl.kind === 'union') emitUnionType(decl, context);
  else if (decl.kind === 'record' && isViewed(decl)) emitTableType(decl, context);
}

/** Writes the decoder of a view, if it can be decoded by itself, and the functions behind it. */
export function emitView(decl: TypeDecl, context: FileContext): void {
  if (decl.kind !== 'record' && decl.kind !== 'union') return;
  const { out, views } = context;
  if (decl.kind === 'record' && decl.lazy === true) {
    const view = views.name(decl);
    const call = `viewer(${quoted(decl.name)}, $verify${decl.name}, $view${decl.name})`;
    out.gap().line(`export const ${view}: Decoder<${view}> = /* @__PURE__ */ ${call};`);
  }
  emitVerify(decl, context);
  if (decl.kind === 'union') emitUnionView(decl, context);
  else if (isViewed(decl)) emitTableView(decl, context);
}

/** What a field is called in a view. */
export function memberName(tsName: string): string {
  // What views have themselves.
  return tsName === 'toObject' ? `${tsName}$` : tsName;
}

function memberType(field: Field, { views, lookup }: FileContext): string {
  const type = viewType(field.shape, views, lookup);
  return field.since === undefined || type.endsWith('| undefined') ? type : `${type} | undefined`;
}

function emitTableType(decl: RecordType, context: FileContext): void {
  const { out, views } = context;
  const about = `\`${decl.name}\` where it was received: checked as a whole, each field is read when it is asked for.`;
  out.gap().lines(docComment([...decl.doc, about]));
  out.block(`export interface ${views.name(decl)}`, () => {
    for (const field of decl.fields) {
      out.lines(docComment(fieldDoc(field)));
      out.line(`readonly ${memberName(field.tsName)}: ${memberType(field, context)};`);
    }
    out.line(`/** What the decoder of \`${decl.name}\` makes of it. */`);
    out.line(`toObject(): ${decl.name};`);
  });
}

function emitUnionType(decl: UnionType, { out, views, lookup }: FileContext): void {
  const variants = decl.items.map((item) => {
    return `{ readonly type: ${quoted(item.tag)}; readonly value: ${viewType(item.shape, views, lookup)} }`;
  });
  out.gap().lines(docComment(decl.doc));
  out.line(`export type ${views.name(decl)} = ${variants.join(' | ')};`);
}

function emitTableView(decl: RecordType, context: FileContext): void {
  const { out, views } = context;
  const view = views.name(decl);
  out.gap().block(`class $${view} extends TableView implements ${view}`, () => {
    for (const field of decl.fields) {
      const getter = `get ${memberName(field.tsName)}(): ${memberType(field, context)}`;
      out.block(getter, () => emitGetter(decl, field, context)).gap();
    }
    out.block(`toObject(): ${decl.name}`, () => {
      out.line(`return $read${decl.name}(this.$bytes, this.$start, this.$end);`);
    });
  });
  const head = `function $view${decl.name}(bytes: Uint8Array, start: number, end: number): ${view}`;
  out.gap().block(context.exported(decl) + head, () => out.line(`return new $${view}(bytes, start, end);`));
}

function emitGetter(decl: RecordType, { name, number, shape, since }: Field, context: FileContext): void {
  const { out } = context;
  const [from, to] = [`this.$from(${number})`, `this.$to(${number})`];
  if (shape.kind === 'option') out.line(`if (this.$isEmpty(${number})) return undefined;`);
  else if (since !== undefined) out.line(`if (!this.$has(${number})) return undefined;`);
  const path = `${decl.name}.${name}`;
  out.line(`return ${viewValue(withoutOptions(shape), 'this.$bytes', from, to, path, context)};`);
}

function emitUnionView(decl: UnionType, context: FileContext): void {
  const { out, views } = context;
  const { name } = decl;
  const head = `function $view${name}(bytes: Uint8Array, start: number, end: number): ${views.name(decl)}`;
  out.gap().block(context.exported(decl) + head, () => {
    out.block('switch (readU32(bytes, start))', () => {
      for (const item of decl.items) {
        const value = viewValue(item.shape, 'bytes', 'start + 4', 'end', `${name}.${item.tag}`, context);
        const result = `return { type: ${quoted(item.tag)}, value: ${value} };`;
        out.line(`case ${item.id}:`).indented(() => out.line(result));
      }
      out.line('default:').line(`  malformed('E_WIRE_UNKNOWN_ITEM', ${quoted(name)}, start);`);
    });
  });
}

/** Expression for the view of a checked value in `[from, to)`. */
function viewValue(
  shape: Shape,
  bytes: string,
  from: string,
  to: string,
  path: string,
  context: FileContext,
): string {
  switch (shape.kind) {
    case 'byteArray':
      return `viewBytes(${bytes}, ${from}, ${to})`;
    case 'bytes':
      return `viewMolBytes(${bytes}, ${from}, ${to})`;
    case 'text':
      return `viewMolText(${bytes}, ${from}, ${to})`;
    case 'list': {
      const size = fixedSize(shape.item, context.lookup) ?? 0;
      const item = itemReader(shape.item, `${path}[]`, context);
      return `new ListView(${bytes}, ${from}, ${to}, ${size}, ${item})`;
    }
    case 'option': {
      const item = viewValue(withoutOptions(shape), bytes, from, to, path, context);
      return `${from} === ${to} ? undefined : ${item}`;
    }
    case 'named':
      if (isViewed(context.lookup(shape.name))) return `$view${shape.name}(${bytes}, ${from}, ${to})`;
  }
  return readFixed(shape, from, quoted(path), context, bytes);
}

/** A function that reads an item of a list. */
function itemReader(item: Shape, path: string, context: FileContext): string {
  const value = viewValue(item, 'bytes', 'start', 'end', path, context);
  const [, called] = /^([$\w]+)\(bytes, start(?:, end)?\)$/.exec(value) ?? [];
  const end = /\bend\b/.test(value.replace(/'[^']*'/g, '')) ? ', end' : '';
  const body = value.includes(' ? ') ? `(${value})` : value;
  return called ?? `(bytes, start${end}) => ${body}`;
}
