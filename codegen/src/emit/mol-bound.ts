/** Molecule: an upper limit of an encoding that is found without looking at much, so that it can be written at once. */
import type { RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { FORMAT_LIMIT } from '../mol/use.js';
import { type FileContext, fixedSize, structSize, withoutOptions } from './context.js';
import { limit } from './literal.js';
import { quoted } from './writer.js';

/** Types up to this size are not looked at: the limits of the schema are enough. */
const CONSTANT_UP_TO = 8192;
/** Neither are fields up to this size. */
const FIELD_CONSTANT_UP_TO = 256;

type Scope = FileContext['scopeOf'];

/** The bound of a type that does not depend on the value; for others {@link emitBound} writes a function. */
export function constantBound(decl: TypeDecl, { scopeOf }: FileContext): number | undefined {
  const largest = largestType(decl, scopeOf);
  return largest <= CONSTANT_UP_TO ? largest : undefined;
}

/** What finds the bound of a value: the function that {@link emitBound} writes, if that can say anything. */
export function boundFunction(decl: TypeDecl, { scopeOf }: FileContext): string {
  return isEndless(decl, scopeOf) ? '() => Infinity' : `$bound${decl.name}`;
}

/** Writes the bound function of a type that needs one. It never throws; what is no number says nothing. */
export function emitBound(decl: TypeDecl, context: FileContext): void {
  if (constantBound(decl, context) !== undefined || isEndless(decl, context.scopeOf)) return;
  const { out } = context;
  const head = `function $bound${decl.name}(value: ${decl.name}): number`;
  out.gap().block(context.exported(decl) + head, () => {
    if (decl.kind === 'record') out.line(`return ${tableBound(decl, context)};`);
    else if (decl.kind === 'union') unionBody(decl, context);
    else if (decl.kind === 'alias') out.line(`return ${sum([bound(decl.shape, 'value', decl, context)])};`);
  });
}

function tableBound(decl: RecordType, context: FileContext): string {
  const fields = decl.fields.map((field) => {
    return bound(field.shape, `value?.${field.tsName}`, decl, context, field.since !== undefined);
  });
  return sum([{ constant: 4 + 4 * decl.fields.length }, ...fields]);
}

function unionBody(decl: UnionType, context: FileContext): void {
  const { out } = context;
  const constant = decl.items.filter((item) => isConstant(item.shape, decl, context));
  const most = constant.map((item) => largest(item.shape, decl, context.scopeOf));
  out.block('switch (value?.type)', () => {
    for (const item of decl.items) {
      if (constant.includes(item)) continue;
      const term = bound(item.shape, 'value.value', decl, context);
      out.line(`case ${quoted(item.tag)}:`).line(`  return ${sum([{ constant: 4 }, term])};`);
    }
    out.line('default:').line(`  return ${limit(4 + Math.max(0, ...most))};`);
  });
}

function isConstant(shape: Shape, owner: TypeDecl, { scopeOf }: FileContext): boolean {
  return largest(shape, owner, scopeOf) <= FIELD_CONSTANT_UP_TO;
}

const ENDLESS = 'Infinity';

/** A constant, and a term that depends on the value. */
interface Bound {
  readonly constant: number;
  readonly term?: string;
}

function sum(parts: readonly Bound[]): string {
  const constant = parts.reduce((total, part) => total + part.constant, 0);
  const terms = parts.flatMap((part) => part.term ?? []);
  if (terms.includes(ENDLESS)) return ENDLESS;
  const [only] = terms;
  if (constant === 0 && terms.length === 1) return only!.replace(/^\((.*)\)$/, '$1');
  return [...(constant === 0 && terms.length > 0 ? [] : [limit(constant)]), ...terms].join(' + ');
}

function bound(shape: Shape, value: string, owner: TypeDecl, context: FileContext, optional = false): Bound {
  const { scopeOf } = context;
  if (isConstant(shape, owner, context)) return { constant: largest(shape, owner, scopeOf) };
  const inner = withoutOptions(shape);
  const maybe = optional || inner !== shape;
  const unless = (term: string): string => (maybe ? `(${value} === undefined ? 0 : ${term})` : term);
  const times = (count: string, size: number): string => {
    const known = maybe ? `(${count} ?? 0)` : count;
    return size === 1 ? known : `${known} * ${limit(size)}`;
  };
  switch (inner.kind) {
    case 'bytes':
      return { constant: 4, term: times(`${value}?.length`, 1) };
    case 'text':
      // No UTF-16 unit has more than three bytes.
      return { constant: 4, term: times(`${value}?.length`, 3) };
    case 'list': {
      if (isEndlessShape(inner, owner, scopeOf)) return { constant: 0, term: unless(ENDLESS) };
      const offset = fixedSize(inner.item, scopeOf(owner)) === undefined ? 4 : 0;
      return { constant: 4, term: times(`${value}?.length`, offset + largest(inner.item, owner, scopeOf)) };
    }
    case 'named': {
      const decl = scopeOf(owner)(inner.name);
      const size = largestType(decl, scopeOf);
      if (size <= CONSTANT_UP_TO) return { constant: size };
      const call = isEndless(decl, scopeOf) ? ENDLESS : `$bound${inner.name}(${value})`;
      return { constant: 0, term: unless(call) };
    }
    default:
      return { constant: largest(inner, owner, scopeOf) };
  }
}

/** Whatever the value, its lengths say nothing: items of a list in it have no limit. */
function isEndless(decl: TypeDecl, scopeOf: Scope): boolean {
  switch (decl.kind) {
    case 'record':
      return decl.fields.some(
        ({ shape, since }) => since === undefined && isEndlessShape(shape, decl, scopeOf),
      );
    case 'union':
      return decl.items.every(({ shape }) => isEndlessShape(shape, decl, scopeOf));
    default:
      return decl.kind === 'alias' && isEndlessShape(decl.shape, decl, scopeOf);
  }
}

function isEndlessShape(shape: Shape, owner: TypeDecl, scopeOf: Scope): boolean {
  if (shape.kind === 'list') return largest(shape.item, owner, scopeOf) === Infinity;
  return shape.kind === 'named' && isEndless(scopeOf(owner)(shape.name), scopeOf);
}

const known = new WeakMap<TypeDecl, number>();

/** The largest encoding of a type; `Infinity` if its schema does not bound it. */
function largestType(decl: TypeDecl, scopeOf: Scope): number {
  const size = known.get(decl) ?? computeLargest(decl, scopeOf);
  known.set(decl, size);
  return size;
}

function computeLargest(decl: TypeDecl, scopeOf: Scope): number {
  switch (decl.kind) {
    case 'record': {
      if (decl.layout === 'struct') return structSize(decl, scopeOf(decl));
      return decl.fields.reduce((total, { shape }) => total + 4 + largest(shape, decl, scopeOf), 4);
    }
    case 'union':
      return 4 + Math.max(...decl.items.map(({ shape }) => largest(shape, decl, scopeOf)));
    case 'alias':
      return largest(decl.shape, decl, scopeOf);
    default:
      throw new Error(`molecule has no ${decl.kind}`);
  }
}

function largest(shape: Shape, owner: TypeDecl, scopeOf: Scope): number {
  const size = fixedSize(shape, scopeOf(owner));
  if (size !== undefined) return size;
  switch (shape.kind) {
    case 'bytes':
    case 'text':
      return 4 + finite(shape.max);
    case 'list': {
      const offset = fixedSize(shape.item, scopeOf(owner)) === undefined ? 4 : 0;
      return 4 + finite(shape.max) * (offset + largest(shape.item, owner, scopeOf));
    }
    case 'option':
      return largest(shape.item, owner, scopeOf);
    case 'named':
      return largestType(scopeOf(owner)(shape.name), scopeOf);
    default:
      throw new Error(`molecule has no ${shape.kind}`);
  }
}

function finite(max: number): number {
  return max >= FORMAT_LIMIT ? Infinity : max;
}
