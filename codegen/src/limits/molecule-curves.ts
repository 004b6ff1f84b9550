/** The worst heap of molecule types. */
import { fixedSize } from '../emit/context.js';
import type { Lookup, Program, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { all, constant, type Curve, oneOf, repeated, wrapped } from './curve.js';
import { ARRAY, object, SIZED_ARRAY_FIRST, SLOT } from './costs.js';
import { byteArray, bytes, numberHeap, sampleNumber, text, viewedBytes } from './leaf-curves.js';
import { type Part, withOneView } from './views.js';

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
   * The curve of a type. With `viewed`, of its values that hold a view of the message; `undefined` if none does.
   * `only` names the item of a union: of the type, or of its only field.
   */
  type(decl: TypeDecl, viewed: boolean, only?: string): Curve | undefined {
    const key = `${this.#program.home(decl).path} ${decl.name} ${viewed} ${only ?? ''}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#build(decl, viewed, only));
    return this.#known.get(key);
  }

  #build(decl: TypeDecl, viewed: boolean, only: string | undefined): Curve | undefined {
    const lookup = this.#program.lookup(this.#program.home(decl));
    switch (decl.kind) {
      case 'record':
        return this.#record(decl, lookup, viewed, only);
      case 'union':
        return this.#union(decl, lookup, viewed, only);
      case 'alias':
        return this.#shape(decl.shape, lookup, viewed);
      case 'enum':
        throw new Error('molecule has no enums');
    }
  }

  #record(decl: RecordType, lookup: Lookup, viewed: boolean, only?: string): Curve | undefined {
    const header = decl.layout === 'table' ? WORD : 0;
    const heap = object(decl.fields.length);
    const names = decl.fields.map((field) => field.tsName);
    // Fields with a version may be cut off, last one first.
    const least = decl.fields.filter((field) => field.since === undefined).length;
    const cuts = Array.from({ length: decl.fields.length - least + 1 }, (_, i) => least + i);
    const curves = cuts.flatMap((count) => {
      const parts = decl.fields.slice(0, count).map(({ shape }): Part => {
        return (pinned) => {
          const curve = this.#shape(shape, lookup, pinned, only);
          return curve && wrapped(curve, header, numberHeap(shape, false));
        };
      });
      const combine = (values: readonly unknown[]): unknown =>
        Object.fromEntries(values.map((value, i) => [names[i]!, value]));
      const curve = viewed ? withOneView(parts, combine) : all(plain(parts), combine);
      return curve === undefined ? [] : [wrapped(curve, header, heap)];
    });
    return curves.length === 0 ? undefined : oneOf(curves);
  }

  #union(decl: UnionType, lookup: Lookup, viewed: boolean, only?: string): Curve | undefined {
    const items = decl.items.filter(({ tag }) => only === undefined || tag === only);
    const curves = items.flatMap(({ tag, shape }) => {
      const curve = this.#shape(shape, lookup, viewed);
      const heap = object(2) + numberHeap(shape, false);
      return curve === undefined ? [] : [wrapped(curve, WORD, heap, (value) => ({ type: tag, value }))];
    });
    return curves.length === 0 ? undefined : oneOf(curves);
  }

  /** Without the heap of a number, which depends on where it stands. */
  #shape(shape: Shape, lookup: Lookup, viewed: boolean, only?: string): Curve | undefined {
    switch (shape.kind) {
      case 'integer':
      case 'bool':
        return viewed ? undefined : constant(fixedSize(shape, lookup)!, 0, sampleNumber(shape));
      case 'bytes': {
        const curve = viewed ? viewedBytes(shape.max) : bytes(shape.max);
        return curve && wrapped(curve, WORD, 0);
      }
      case 'text':
        return viewed ? undefined : wrapped(text(shape.max), WORD, 0);
      case 'byteArray':
        return viewed && viewedBytes(shape.length) === undefined ? undefined : byteArray(shape.length);
      case 'array':
      case 'list':
        return this.#items(shape, lookup, viewed);
      case 'option': {
        const item = this.#shape(shape.item, lookup, viewed);
        if (viewed || item === undefined) return item;
        const present = wrapped(item, 0, numberHeap(shape.item, false));
        return oneOf([constant(0, 0, undefined), present]);
      }
      case 'named':
        return this.type(lookup(shape.name), viewed, only);
      default:
        throw new Error(`molecule has no ${shape.kind}`);
    }
  }

  #items(
    shape: Shape & { readonly kind: 'array' | 'list' },
    lookup: Lookup,
    viewed: boolean,
  ): Curve | undefined {
    const { item } = shape;
    const fixed = fixedSize(item, lookup) !== undefined;
    const heap = numberHeap(item, true);
    const part = (pinned: boolean): Curve | undefined => {
      const curve = this.#shape(item, lookup, pinned);
      return curve && wrapped(curve, fixed ? 0 : WORD, heap);
    };
    const first = SIZED_ARRAY_FIRST + SLOT;
    if (shape.kind === 'array') {
      const parts = Array<Part>(shape.count).fill(part);
      const curve = viewed ? withOneView(parts, (values) => values) : all(plain(parts), (values) => values);
      return curve && wrapped(curve, 0, ARRAY + SIZED_ARRAY_FIRST + shape.count * SLOT);
    }
    const max = Math.min(shape.max, this.#most);
    const rest = (count: number): Curve => {
      const classes = [
        { count: viewed ? 0 : Math.min(1, count), extra: first },
        { count: Math.max(0, viewed ? count : count - 1), extra: SLOT },
      ];
      return repeated(part(false)!, count, classes, (values) => values);
    };
    if (!viewed) return wrapped(rest(max), WORD, ARRAY);
    const one = max < 1 ? undefined : part(true);
    if (one === undefined) return undefined;
    const combine = ([value, others]: readonly unknown[]): unknown => [value, ...(others as unknown[])];
    return wrapped(all([one, rest(max - 1)], combine), WORD, ARRAY + first);
  }
}

function plain(parts: readonly Part[]): readonly Curve[] {
  return parts.map((part) => part(false)!);
}
