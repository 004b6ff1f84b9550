/** From a value to the tree of its molecule encoding. */
import { fixedSize } from '../emit/context.js';
import type { Lookup, Shape, TypeDecl, UnionItem } from '../ir/model.js';
import type { MolNode, NodePlace, RawNode } from './molecule-tree.js';
import { withoutOptions } from './scalars.js';

/** The encoding of a value. */
export function moleculeTree(decl: TypeDecl, value: unknown, lookup: Lookup): MolNode {
  return new Builder(lookup).decl(decl, value, decl.name, decl.name);
}

class Builder {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** `owner` is where the path of a fixed-size declaration inside of another one begins. */
  decl(decl: TypeDecl, value: unknown, path: string, owner: string): MolNode {
    const own = { path, owner };
    switch (decl.kind) {
      case 'record': {
        if (decl.layout === 'struct') return this.#raw({ kind: 'named', name: decl.name }, value, own);
        const values = value as Readonly<Record<string, unknown>>;
        const later = decl.fields.filter((field) => field.since !== undefined);
        const last = later.findLastIndex((field) => values[field.tsName] !== undefined);
        const least = decl.fields.length - later.length;
        const fields = decl.fields
          .slice(0, least + last + 1)
          .map(({ shape, name, tsName }) => this.shape(shape, values[tsName], `${path}.${name}`, owner));
        return { kind: 'table', ...own, fields, least, most: decl.fields.length };
      }
      case 'union': {
        const { type, value: inner } = value as { readonly type: string; readonly value: unknown };
        const item = decl.items.find(({ tag }): boolean => tag === type) as UnionItem;
        const node = this.shape(item.shape, inner, `${path}.${item.tag}`, owner);
        return { kind: 'union', ...own, id: item.id, known: decl.items.map(({ id }) => id), item: node };
      }
      case 'alias':
        return this.shape(decl.shape, value, path, owner);
      case 'enum':
        throw new Error('molecule has no enum');
    }
  }

  shape(shape: Shape, value: unknown, path: string, owner: string): MolNode {
    const own = { path, owner };
    if (fixedSize(shape, this.#lookup) !== undefined) return this.#raw(shape, value, own);
    switch (shape.kind) {
      case 'option':
        if (value === undefined) return { kind: 'raw', ...own, bytes: new Uint8Array(0), bools: [] };
        return this.shape(withoutOptions(shape), value, path, owner);
      case 'bytes':
      case 'text': {
        const items =
          shape.kind === 'bytes' ? (value as Uint8Array) : new TextEncoder().encode(value as string);
        const text = shape.kind === 'text';
        return { kind: 'fixvec', ...own, itemSize: 1, items, bools: [], max: shape.max, text };
      }
      case 'list': {
        const itemSize = fixedSize(shape.item, this.#lookup);
        const { max } = shape;
        if (itemSize === undefined) {
          const items = (value as readonly unknown[]).map((item) =>
            this.shape(shape.item, item, `${path}[]`, owner),
          );
          return { kind: 'dynvec', ...own, items, max };
        }
        const body = new FixedWriter(this.#lookup);
        for (const item of value as readonly unknown[]) body.write(shape.item, item);
        return { kind: 'fixvec', ...own, itemSize, items: body.bytes(), bools: body.bools, max, text: false };
      }
      case 'named': {
        const decl = this.#lookup(shape.name);
        return this.decl(decl, value, decl.name, decl.name);
      }
      default:
        throw new Error(`molecule has no ${shape.kind}`);
    }
  }

  #raw(shape: Shape, value: unknown, own: NodePlace): RawNode {
    const body = new FixedWriter(this.#lookup);
    body.write(shape, value);
    return { kind: 'raw', ...own, bytes: body.bytes(), bools: body.bools };
  }
}

/** Values of fixed size behind one another. */
class FixedWriter {
  readonly bools: number[] = [];
  readonly #lookup: Lookup;
  readonly #out: number[] = [];

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#out);
  }

  write(shape: Shape, value: unknown): void {
    switch (shape.kind) {
      case 'integer': {
        let rest = BigInt.asUintN(shape.bits, BigInt(value as number | bigint));
        for (let i = 0; i < shape.bits; i += 8, rest >>= 8n) this.#out.push(Number(rest & 0xffn));
        return;
      }
      case 'bool':
        this.bools.push(this.#out.length);
        this.#out.push(value === true ? 1 : 0);
        return;
      case 'byteArray':
        for (const byte of value as Uint8Array) this.#out.push(byte);
        return;
      case 'array':
        for (const item of value as readonly unknown[]) this.write(shape.item, item);
        return;
      case 'named': {
        const decl = this.#lookup(shape.name);
        if (decl.kind !== 'record') throw new Error(`${decl.name} has no fixed size`);
        const values = value as Readonly<Record<string, unknown>>;
        for (const field of decl.fields) this.write(field.shape, values[field.tsName]);
        return;
      }
      default:
        throw new Error(`a ${shape.kind} has no fixed size`);
    }
  }
}
