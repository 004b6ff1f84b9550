/** The worst heap of molecule types. */
import { fixedSize } from '../emit/context.js';
import type { Lookup, Program, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { all, constant, type Curve, oneOf, repeated, wrapped } from './curve.js';
import { ARRAY, object, SIZED_ARRAY_FIRST, SLOT } from './costs.js';
import { byteArray, bytes, numberHeap, sampleNumber, text } from './leaf-curves.js';
import { type Part, together, type Views } from './views.js';

const WORD = 4;

/** Curves of molecule types, for messages of at most `maxBytes`. */
export class MoleculeCurves {
  readonly #program: Program;
  /** No list has more items than its message has bytes. */
  readonly #most: number;
  readonly #known = new Map<string, Curve | undefined>();

  constructor(program: Program, maxBytes: number) {
    this.#program = program;
    this.#most = maxBytes;
  }

  /**
   * The curve of a type, of its values that are as `views` says; `undefined` if none is. `only` names the item of a
   * union: of the type, or of its only field.
   */
  type(decl: TypeDecl, views: Views, only?: string): Curve | undefined {
    const key = `${this.#program.home(decl).path} ${decl.name} ${views} ${only ?? ''}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#build(decl, views, only));
    return this.#known.get(key);
  }

  #build(decl: TypeDecl, views: Views, only: string | undefined): Curve | undefined {
    const lookup = this.#program.lookup(this.#program.home(decl));
    switch (decl.kind) {
      case 'record':
        return this.#record(decl, lookup, views, only);
      case 'union':
        return this.#union(decl, lookup, views, only);
      case 'alias':
        return this.#shape(decl.shape, lookup, views);
      case 'enum':
        throw new Error('molecule has no enums');
    }
  }

  #record(decl: RecordType, lookup: Lookup, views: Views, only?: string): Curve | undefined {
    const header = decl.layout === 'table' ? WORD : 0;
    const heap = object(decl.fields.length);
    const names = decl.fields.map((field) => field.tsName);
    // Fields with a version may be cut off, last one first.
    const least = decl.fields.filter((field) => field.since === undefined).length;
    const cuts = Array.from({ length: decl.fields.length - least + 1 }, (_, i) => least + i);
    const curves = cuts.flatMap((count) => {
      const parts = decl.fields.slice(0, count).map(({ shape }): Part => {
        return (asked) => {
          const curve = this.#shape(shape, lookup, asked, only);
          return curve && wrapped(curve, header, numberHeap(shape, false));
        };
      });
      const combine = (values: readonly unknown[]): unknown =>
        Object.fromEntries(values.map((value, i) => [names[i]!, value]));
      const curve = together(parts, views, combine);
      return curve === undefined ? [] : [wrapped(curve, header, heap)];
    });
    return curves.length === 0 ? undefined : oneOf(curves);
  }

  #union(decl: UnionType, lookup: Lookup, views: Views, only?: string): Curve | undefined {
    const items = decl.items.filter(({ tag }) => only === undefined || tag === only);
    const curves = items.flatMap(({ tag, shape }) => {
      const curve = this.#shape(shape, lookup, views);
      const heap = object(2) + numberHeap(shape, false);
      return curve === undefined ? [] : [wrapped(curve, WORD, heap, (value) => ({ type: tag, value }))];
    });
    return curves.length === 0 ? undefined : oneOf(curves);
  }

  /** Without the heap of a number, which depends on where it stands. */
  #shape(shape: Shape, lookup: Lookup, views: Views, only?: string): Curve | undefined {
    switch (shape.kind) {
      case 'integer':
      case 'bool':
        return views === 'one' ? undefined : constant(fixedSize(shape, lookup)!, 0, sampleNumber(shape));
      case 'bytes': {
        const curve = bytes(shape.max, views);
        return curve && wrapped(curve, WORD, 0);
      }
      case 'text':
        return views === 'one' ? undefined : wrapped(text(shape.max), WORD, 0);
      case 'byteArray':
        return byteArray(shape.length, views);
      case 'array':
      case 'list':
        return this.#items(shape, lookup, views);
      case 'option': {
        const item = this.#shape(shape.item, lookup, views);
        if (views === 'one') return item;
        const absent = constant(0, 0, undefined);
        return item === undefined ? absent : oneOf([absent, wrapped(item, 0, numberHeap(shape.item, false))]);
      }
      case 'named':
        return this.type(lookup(shape.name), views, only);
      default:
        throw new Error(`molecule has no ${shape.kind}`);
    }
  }

  #items(
    shape: Shape & { readonly kind: 'array' | 'list' },
    lookup: Lookup,
    views: Views,
  ): Curve | undefined {
    const { item } = shape;
    const fixed = fixedSize(item, lookup) !== undefined;
    const heap = numberHeap(item, true);
    const part = (asked: Views): Curve | undefined => {
      const curve = this.#shape(item, lookup, asked);
      return curve && wrapped(curve, fixed ? 0 : WORD, heap);
    };
    const first = SIZED_ARRAY_FIRST + SLOT;
    if (shape.kind === 'array') {
      const curve = together(Array<Part>(shape.count).fill(part), views, (values) => values);
      return curve && wrapped(curve, 0, ARRAY + SIZED_ARRAY_FIRST + shape.count * SLOT);
    }
    const max = Math.min(shape.max, this.#most);
    const rest = (count: number, fresh: boolean): Curve => {
      const one = part(views === 'one' ? 'any' : views);
      if (one === undefined) return constant(0, 0, []);
      const start = fresh ? Math.min(1, count) : 0;
      const classes = [
        { count: start, extra: first },
        { count: count - start, extra: SLOT },
      ];
      return repeated(one, count, classes, (values) => values);
    };
    if (views !== 'one') return wrapped(rest(max, true), WORD, ARRAY);
    const one = max < 1 ? undefined : part('one');
    if (one === undefined) return undefined;
    const combine = ([value, others]: readonly unknown[]): unknown => [value, ...(others as unknown[])];
    return wrapped(all([one, rest(max - 1, false)], combine), WORD, ARRAY + first);
  }
}
