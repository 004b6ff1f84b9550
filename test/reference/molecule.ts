/**
 * A slow and plain molecule reader, to compare the generated codecs with. It interprets the parsed schema, one slice
 * of bytes per type, in the order in which the encoding rules name the checks. It shares nothing with the code
 * generator and the runtime of generated codecs.
 */
import type { MolDecl } from '../../codegen/src/mol/ast.js';
import type { Scope } from '../../codegen/src/mol/loader.js';

/** The five classes of the official reader. */
export type MoleculeClass =
  'TotalSizeNotMatch' | 'HeaderIsBroken' | 'UnknownItem' | 'OffsetsNotMatch' | 'FieldCountNotMatch';

/** Rules of this project that the official reader does not have. */
export interface OwnRules {
  /** A Bool is 0 or 1. */
  readonly bool?: boolean;
  /** Fields with `@since` may be missing at the end of a table. */
  readonly since?: boolean;
}

export interface ReadOptions extends OwnRules {
  /** Accept more fields than the schema has, in every table. */
  readonly compatible: boolean;
}

/** What {@link MoleculeReference.read} throws. `BoolValue` is no class of the official reader. */
export class Refused extends Error {
  readonly verdict: MoleculeClass | 'BoolValue';

  constructor(verdict: MoleculeClass | 'BoolValue') {
    super(verdict);
    this.verdict = verdict;
  }
}

type ArrayDecl = Extract<MolDecl, { kind: 'array' }>;
type VectorDecl = Extract<MolDecl, { kind: 'vector' | 'option' }>;
type UnionDecl = Extract<MolDecl, { kind: 'union' }>;
type FieldsDecl = Extract<MolDecl, { kind: 'struct' | 'table' }>;

export class MoleculeReference {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** `ok`, or why `bytes` is no value of `type`. */
  verdict(type: string, bytes: Uint8Array, options: ReadOptions): 'ok' | Refused['verdict'] {
    try {
      this.read(type, bytes, options);
      return 'ok';
    } catch (thrown) {
      if (thrown instanceof Refused) return thrown.verdict;
      throw thrown;
    }
  }

  /** The value as generated codecs show it. */
  read(type: string, bytes: Uint8Array, options: ReadOptions): unknown {
    if (type === 'byte') {
      if (bytes.length !== 1) throw new Refused('TotalSizeNotMatch');
      return bytes[0];
    }
    const decl = this.#scope.get(type)!.decl;
    switch (decl.kind) {
      case 'array':
        return this.#array(decl, bytes, options);
      case 'struct':
        return this.#struct(decl, bytes, options);
      case 'vector': {
        const size = this.#fixedSize(decl.item.text);
        return size === undefined
          ? this.#dynvec(decl, bytes, options)
          : this.#fixvec(decl, size, bytes, options);
      }
      case 'option':
        return bytes.length === 0 ? undefined : this.read(decl.item.text, bytes, options);
      case 'union':
        return this.#union(decl, bytes, options);
      case 'table':
        return decl.fields.length === 0
          ? this.#emptyTable(bytes, options)
          : this.#table(decl, bytes, options);
    }
  }

  #array(decl: ArrayDecl, bytes: Uint8Array, options: ReadOptions): unknown {
    const size = this.#fixedSize(decl.item.text)!;
    if (bytes.length !== size * decl.count) throw new Refused('TotalSizeNotMatch');
    if (decl.item.text !== 'byte') {
      return pieces(bytes, size).map((piece) => this.read(decl.item.text, piece, options));
    }
    const name = decl.name.text;
    if (name === 'Bool' && decl.count === 1) {
      if (options.bool === true && bytes[0]! > 1) throw new Refused('BoolValue');
      return bytes[0] === 1;
    }
    const integer = /^(Uint|Int)(8|16|32|64|128|256)$/.exec(name);
    if (integer === null || Number(integer[2]) !== decl.count * 8) return bytes;
    const unsigned = littleEndian(bytes);
    const value = integer[1] === 'Uint' ? unsigned : BigInt.asIntN(decl.count * 8, unsigned);
    return decl.count <= 4 ? Number(value) : value;
  }

  #struct(decl: FieldsDecl, bytes: Uint8Array, options: ReadOptions): unknown {
    if (bytes.length !== this.#fixedSize(decl.name.text)) throw new Refused('TotalSizeNotMatch');
    const value: Record<string, unknown> = {};
    let at = 0;
    for (const { name, type } of decl.fields) {
      const end = at + this.#fixedSize(type.text)!;
      value[propertyName(name.text)] = this.read(type.text, bytes.subarray(at, end), options);
      at = end;
    }
    return value;
  }

  #fixvec(decl: VectorDecl, size: number, bytes: Uint8Array, options: ReadOptions): unknown {
    if (bytes.length < 4) throw new Refused('HeaderIsBroken');
    if (bytes.length !== 4 + word(bytes, 0) * size) throw new Refused('TotalSizeNotMatch');
    const items = bytes.subarray(4);
    if (decl.item.text === 'byte') return items;
    return pieces(items, size).map((piece) => this.read(decl.item.text, piece, options));
  }

  #dynvec(decl: VectorDecl, bytes: Uint8Array, options: ReadOptions): unknown {
    if (bytes.length < 4) throw new Refused('HeaderIsBroken');
    if (word(bytes, 0) !== bytes.length) throw new Refused('TotalSizeNotMatch');
    if (bytes.length === 4) return [];
    if (bytes.length < 8) throw new Refused('TotalSizeNotMatch');
    const offsets = readOffsets(bytes);
    return between(bytes, inOrder(offsets, bytes)).map((item) => this.read(decl.item.text, item, options));
  }

  #union(decl: UnionDecl, bytes: Uint8Array, options: ReadOptions): unknown {
    if (bytes.length < 4) throw new Refused('HeaderIsBroken');
    let id = -1;
    for (const item of decl.items) {
      id = item.id?.value ?? id + 1;
      if (id !== word(bytes, 0)) continue;
      return { type: item.type.text, value: this.read(item.type.text, bytes.subarray(4), options) };
    }
    throw new Refused('UnknownItem');
  }

  #emptyTable(bytes: Uint8Array, { compatible }: ReadOptions): unknown {
    if (bytes.length < 4) throw new Refused('HeaderIsBroken');
    if (word(bytes, 0) !== bytes.length) throw new Refused('TotalSizeNotMatch');
    if (bytes.length > 4 && !compatible) throw new Refused('FieldCountNotMatch');
    return {};
  }

  #table(decl: FieldsDecl, bytes: Uint8Array, options: ReadOptions): unknown {
    if (bytes.length < 4) throw new Refused('HeaderIsBroken');
    if (word(bytes, 0) !== bytes.length) throw new Refused('TotalSizeNotMatch');
    if (bytes.length < 8) throw new Refused('HeaderIsBroken');
    const offsets = readOffsets(bytes);
    const least = options.since === true ? declaredFirst(decl) : decl.fields.length;
    if (offsets.length < least) throw new Refused('FieldCountNotMatch');
    if (offsets.length > decl.fields.length && !options.compatible) throw new Refused('FieldCountNotMatch');
    const fields = between(bytes, inOrder(offsets, bytes));
    const value: Record<string, unknown> = {};
    decl.fields.forEach(({ name, type }, i) => {
      const field = fields[i];
      value[propertyName(name.text)] = field === undefined ? undefined : this.read(type.text, field, options);
    });
    return value;
  }

  #fixedSize(type: string): number | undefined {
    if (type === 'byte') return 1;
    const decl = this.#scope.get(type)!.decl;
    if (decl.kind === 'array') return decl.count * this.#fixedSize(decl.item.text)!;
    if (decl.kind !== 'struct') return undefined;
    return decl.fields.reduce((sum, field) => sum + this.#fixedSize(field.type.text)!, 0);
  }
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! + bytes[at + 1]! * 0x100 + bytes[at + 2]! * 0x1_0000 + bytes[at + 3]! * 0x100_0000;
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** `bytes` cut into pieces of `size`. */
function pieces(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** The first offset says how many there are. */
function readOffsets(bytes: Uint8Array): readonly number[] {
  const first = word(bytes, 4);
  if (first % 4 !== 0 || first < 8) throw new Refused('OffsetsNotMatch');
  if (first > bytes.length) throw new Refused('HeaderIsBroken');
  return Array.from({ length: first / 4 - 1 }, (_, i) => word(bytes, 4 + i * 4));
}

function inOrder(offsets: readonly number[], bytes: Uint8Array): readonly number[] {
  const all = [...offsets, bytes.length];
  if (offsets.some((offset, i) => offset > all[i + 1]!)) throw new Refused('OffsetsNotMatch');
  return all;
}

function between(bytes: Uint8Array, offsets: readonly number[]): readonly Uint8Array[] {
  return offsets.slice(1).map((end, i) => bytes.subarray(offsets[i], end));
}

/** Number of fields in front of the first one with `@since`. */
function declaredFirst({ fields }: FieldsDecl): number {
  const later = fields.findIndex(({ doc }) => doc.some(({ text }) => text.includes('@since')));
  return later < 0 ? fields.length : later;
}

function propertyName(name: string): string {
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel in {} ? `${camel}$` : camel;
}
