import { fieldName } from '../../codegen/src/ir/names.js';
import type { Scope } from '../../codegen/src/mol/loader.js';
import type { Seeded } from '../codegen/seeded.js';

/** Random values of the types of a schema, as generated codecs take them. Small, so that headers are a large part. */
export class RandomValues {
  readonly #scope: Scope;
  readonly #random: Seeded;

  constructor(scope: Scope, random: Seeded) {
    this.#scope = scope;
    this.#random = random;
  }

  /** `depth` counts down; vectors are empty and options absent at its end. */
  of(type: string, depth = 6): unknown {
    if (type === 'byte') return this.#random.below(256);
    const decl = this.#scope.get(type)!.decl;
    switch (decl.kind) {
      case 'array':
        if (decl.item.text !== 'byte') {
          return this.#random.list(decl.count, () => this.of(decl.item.text, depth - 1));
        }
        return this.#bytesOf(type, decl.count);
      case 'vector': {
        const length = depth > 0 ? this.#random.below(5) : 0;
        if (decl.item.text === 'byte') return this.#random.bytes(this.#random.below(20));
        return this.#random.list(length, () => this.of(decl.item.text, depth - 1));
      }
      case 'option':
        return depth > 0 && this.#random.bool() ? this.of(decl.item.text, depth - 1) : undefined;
      case 'union': {
        const item = decl.items[this.#random.below(decl.items.length)]!.type.text;
        return { type: item, value: this.of(item, depth - 1) };
      }
      default: {
        const fields = decl.fields.map(({ name, type, doc }) => {
          const since = doc.some(({ text }) => text.includes('@since'));
          return [
            fieldName(name.text),
            since && this.#random.bool() ? undefined : this.of(type.text, depth - 1),
          ];
        });
        return Object.fromEntries(fields);
      }
    }
  }

  #bytesOf(name: string, count: number): unknown {
    if (name === 'Bool' && count === 1) return this.#random.bool();
    const integer = /^(Uint|Int)(\d+)$/.exec(name);
    if (integer === null || Number(integer[2]) !== count * 8) return this.#random.bytes(count);
    const bits = BigInt(count * 8);
    const [min, max] =
      integer[1] === 'Uint' ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
    const value = this.#random.integer(min, max);
    return count <= 4 ? Number(value) : value;
  }
}
