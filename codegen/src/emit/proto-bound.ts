/** Protobuf: a cheap upper limit of an encoding, so that a message can be written without being measured. */
import type { Field, ListShape, MapShape, OneofShape, RecordType, Shape, TypeDecl } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import { enumOf, isMessage, tagSize, varintSize } from './proto-wire.js';

type Scope = FileContext['scopeOf'];

/** Messages up to this size are not looked at: the limits of the schema are enough. */
const CONSTANT_UP_TO = 8192;
/** Neither are fields up to this size. */
const FIELD_CONSTANT_UP_TO = 256;

const sizes = new WeakMap<TypeDecl, number>();

/** The largest encoding of a message; `Infinity` if its schema does not bound it. */
export function largestMessage(decl: RecordType, scopeOf: Scope): number {
  const known = sizes.get(decl);
  if (known !== undefined) return known;
  // What contains itself has no largest size.
  sizes.set(decl, Infinity);
  const total = decl.fields.reduce((sum, field) => sum + largestField(field, decl, scopeOf), 0);
  const size = decl.keepUnknown === true ? Infinity : total;
  sizes.set(decl, size);
  return size;
}

function largestField({ shape, number }: Field, owner: RecordType, scopeOf: Scope): number {
  const largest = (inner: Shape): number => largestValue(inner, owner, scopeOf);
  switch (shape.kind) {
    case 'list':
      return shape.max * largestItem(shape, number, owner, scopeOf) + 10;
    case 'map':
      return shape.max * largestEntry(shape, number, owner, scopeOf);
    case 'oneof':
      return Math.max(...shape.members.map((member) => tagSize(member.number) + largest(member.shape)));
    default:
      return tagSize(number) + largest(shape);
  }
}

function largestItem(shape: ListShape, number: number, owner: RecordType, scopeOf: Scope): number {
  return (shape.packed ? 0 : tagSize(number)) + largestValue(shape.item, owner, scopeOf);
}

function largestEntry(shape: MapShape, number: number, owner: RecordType, scopeOf: Scope): number {
  const entry = 2 + largestValue(shape.key, owner, scopeOf) + largestValue(shape.value, owner, scopeOf);
  return tagSize(number) + delimited(entry);
}

/** Of a value without its tag. */
function largestValue(shape: Shape, owner: RecordType, scopeOf: Scope): number {
  switch (shape.kind) {
    case 'integer':
      if (shape.encoding === 'fixed') return shape.bits / 8;
      return shape.bits === 64 || (shape.signed && shape.encoding === 'varint') ? 10 : 5;
    case 'float':
      return shape.bits / 8;
    case 'bool':
      return 1;
    case 'text':
    case 'bytes':
      return delimited(shape.max);
    case 'named': {
      const decl = scopeOf(owner)(shape.name);
      return decl.kind === 'record' ? delimited(largestMessage(decl, scopeOf)) : 10;
    }
    default:
      throw new Error(`protobuf has no ${shape.kind} here`);
  }
}

function delimited(length: number): number {
  return varintSize(length) + length;
}

/** Expression for the bound of `value`; `$bound` functions are emitted where it is not a constant. */
export function boundExpression(decl: RecordType, value: string, context: FileContext): string {
  const { scopeOf } = context;
  const largest = largestMessage(decl, scopeOf);
  if (largest <= CONSTANT_UP_TO) return limit(largest);
  return new Terms(decl, context).endless ? 'Infinity' : `$bound${decl.name}(${value})`;
}

/** The function behind {@link boundExpression}, if there is one. It never throws: what is no number is measured. */
export function emitProtoBound(decl: RecordType, context: FileContext): void {
  if (largestMessage(decl, context.scopeOf) <= CONSTANT_UP_TO) return;
  const terms = new Terms(decl, context);
  if (terms.endless) return;
  const head = `function $bound${decl.name}(value: ${decl.name}): number`;
  const { out } = context;
  out.gap().block(context.exported(decl) + head, () => out.line(`return ${terms.sum};`));
}

class Terms {
  #fixed = 0;
  readonly #terms: string[] = [];
  readonly #decl: RecordType;
  readonly #context: FileContext;

  constructor(decl: RecordType, context: FileContext) {
    this.#decl = decl;
    // It may stand in another file.
    this.#context = { ...context, lookup: context.scopeOf(decl) };
    for (const field of decl.fields) this.#field(field);
    if (decl.keepUnknown === true) this.#add(0, '(value?.$unknown?.length ?? 0)');
  }

  /** Every message of the type contains one that contains itself. */
  get endless(): boolean {
    return this.#terms.includes('Infinity');
  }

  get sum(): string {
    return [limit(this.#fixed), ...this.#terms].join(' + ');
  }

  #add(fixed: number, term: string): void {
    this.#fixed += fixed;
    this.#terms.push(term);
  }

  #field(field: Field): void {
    const { scopeOf } = this.#context;
    const largest = largestField(field, this.#decl, scopeOf);
    if (largest <= FIELD_CONSTANT_UP_TO) {
      this.#fixed += largest;
      return;
    }
    const { shape, number } = field;
    const value = `value?.${field.tsName}`;
    switch (shape.kind) {
      case 'list':
        this.#add(10, times(`${value}?.length`, largestItem(shape, number, this.#decl, scopeOf)));
        return;
      case 'map':
        this.#add(0, times(`${value}?.size`, largestEntry(shape, number, this.#decl, scopeOf)));
        return;
      case 'oneof':
        this.#oneof(shape, value);
        return;
      default: {
        const term = this.#value(shape, value);
        const absent = field.presence === 'optional' && isMessage(shape, this.#context);
        if (absent) this.#add(tagSize(number) + 5, `(${value} === undefined ? 0 : ${term})`);
        else this.#add(tagSize(number) + 5, field.presence === 'optional' ? `(${term} || 0)` : term);
      }
    }
  }

  /** One term for each long member: all but one are 0. */
  #oneof({ members }: OneofShape, value: string): void {
    let rest = 0;
    for (const { tag, number, shape } of members) {
      const largest = tagSize(number) + largestValue(shape, this.#decl, this.#context.scopeOf);
      if (largest <= FIELD_CONSTANT_UP_TO) rest = Math.max(rest, largest);
      else {
        rest = Math.max(rest, tagSize(number) + 5);
        const held = this.#value(shape, `${value.replace('?', '')}.value`);
        this.#terms.push(`(${value}?.type === '${tag}' ? ${held} : 0)`);
      }
    }
    this.#fixed += rest;
  }

  /** Without tag and length. */
  #value(shape: Shape, value: string): string {
    if (shape.kind === 'bytes') return `${value}?.length`;
    // A UTF-16 unit has at most three bytes.
    if (shape.kind === 'text') return `3 * ${value}?.length`;
    if (shape.kind !== 'named' || enumOf(shape, this.#context) !== undefined) return '10';
    const decl = this.#context.lookup(shape.name);
    if (decl.kind !== 'record') return '10';
    // Following what contains itself would take as long as measuring it.
    return largestMessage(decl, this.#context.scopeOf) === Infinity && this.#isRecursive(decl)
      ? 'Infinity'
      : boundExpression(decl, value, this.#context);
  }

  #isRecursive(decl: RecordType): boolean {
    return reaches(decl, decl, this.#context.scopeOf, new Set());
  }
}

function times(count: string, largest: number): string {
  return largest === Infinity ? `(${count} && Infinity)` : `${count} * ${limit(largest)}`;
}

/** Does `from` hold messages of type `target`, however deep? */
function reaches(from: RecordType, target: RecordType, scopeOf: Scope, seen: Set<TypeDecl>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const names = from.fields.flatMap(({ shape }) => namesIn(shape));
  return names.some((name) => {
    const decl = scopeOf(from)(name);
    return decl === target || (decl.kind === 'record' && reaches(decl, target, scopeOf, seen));
  });
}

/** Types that a shape mentions. */
export function namesIn(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'named':
      return [shape.name];
    case 'list':
      return namesIn(shape.item);
    case 'map':
      return namesIn(shape.value);
    case 'oneof':
      return shape.members.flatMap((member) => namesIn(member.shape));
    default:
      return [];
  }
}
