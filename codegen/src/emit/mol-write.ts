/** Molecule: functions that check a value, write it and return its end. */
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { aliasHelper, type FileContext, fixedSize, withoutOptions } from './context.js';
import { limit } from './literal.js';
import { emitFixed, type Use } from './mol-fixed.js';
import { Place, plus, times } from './mol-place.js';
import { tsType } from './types.js';
import { quoted } from './writer.js';

/** Writes the write function of a molecule declaration and of the lists in it. */
export function emitWrite(decl: TypeDecl, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  if (decl.kind === 'record') {
    for (const field of decl.fields)
      emitLists(field.shape, `${name}$${field.name}`, `${name}.${field.name}`, context);
    if (decl.fields.some((field) => field.since !== undefined)) emitCount(decl, context);
  } else if (decl.kind === 'union') {
    for (const item of decl.items)
      emitLists(item.shape, `${name}$${item.tag}`, `${name}.${item.tag}`, context);
  } else if (decl.kind === 'alias') {
    emitLists(decl.shape, aliasHelper(decl), name, context);
    if (decl.shape.kind === 'list') return;
  }
  const head = `function $write${name}(value: ${name}, out: Uint8Array, at: number): number`;
  out.gap().block(context.exported(decl) + head, () => {
    const writer = new ValueWriter(context, context.listed(decl));
    if (decl.kind === 'record' && decl.layout === 'struct') writer.struct(decl);
    else if (decl.kind === 'record') writer.table(decl);
    else if (decl.kind === 'union') writer.union(decl);
    else if (decl.kind === 'alias') writer.alone(decl.shape, name, aliasHelper(decl));
  });
}

/** How many fields a table with `@since` fields has on the wire: up to the last one that is set. */
function emitCount(decl: RecordType, { out }: FileContext): void {
  out.gap().block(`function $count${decl.name}(value: ${decl.name}): number`, () => {
    const later = decl.fields.filter((field) => field.since !== undefined);
    for (const field of [...later].reverse()) {
      const body = (): void => {
        for (const earlier of later.slice(0, later.indexOf(field))) {
          if (earlier.shape.kind === 'option') continue;
          const path = quoted(`${decl.name}.${earlier.name}`);
          out.line(
            `if (value.${earlier.tsName} === undefined) misfit(${path}, 'set when ${field.name} is', undefined);`,
          );
        }
        out.line(`return ${field.number + 1};`);
      };
      out.block(`if (value.${field.tsName} !== undefined)`, body);
    }
    out.line(`return ${decl.fields.length - later.length};`);
  });
}

/** Writes the write functions of the lists in a shape, inner ones first. */
function emitLists(shape: Shape, helper: string, path: string, context: FileContext, nested = false): void {
  if (shape.kind === 'option') emitLists(shape.item, helper, path, context, nested);
  if (shape.kind !== 'list') return;
  const { out } = context;
  emitLists(shape.item, `${helper}$item`, `${path}[]`, context, true);
  const index = nested ? ', index: number' : '';
  const head = `function $write${helper}(value: ${tsType(shape)}, out: Uint8Array, at: number${index}): number`;
  out.gap().block(head, () => {
    const where = nested ? `${quoted(path.slice(0, -2))}, index` : quoted(path);
    out.line(`const count = checkList(value, ${limit(shape.max)}, ${where});`);
    new ValueWriter(context, true).list(shape.item, path, `${helper}$item`);
  });
}

/** Writes the statements of one write function. */
class ValueWriter {
  readonly #context: FileContext;
  readonly #out: FileContext['out'];
  /**
   * Header words go through a DataView: for lists and what they contain, where there are many. Elsewhere byte shifts are
   * cheaper than getting hold of one.
   */
  readonly #view: boolean;

  constructor(context: FileContext, view: boolean) {
    this.#context = context;
    this.#out = context.out;
    this.#view = view;
  }

  table(decl: RecordType): void {
    const { name, fields } = decl;
    const out = this.#out;
    out.line(`checkRecord(value, ${quoted(name)});`);
    if (fields.length === 0) {
      out.line('return writeU32(out, at, 4);');
      return;
    }
    const since = fields.some((field) => field.since !== undefined);
    this.#openView();
    const variable = fields.filter((field) => this.#size(field.shape) === undefined);
    const once =
      variable.length === 1 && variable[0] === fields.at(-1) && variable[0]!.shape.kind !== 'option';
    const place = new Place(out, 4 + 4 * fields.length, once && !since);
    if (since) {
      out.line(`const count = $count${name}(value);`);
      place.move('at + 4 + 4 * count');
    }
    const one = (field: Field): void => {
      this.#word(`at + ${4 + 4 * field.number}`, place.distance());
      // The count of the fields says that this one is set.
      const set = field.since === undefined || field.shape.kind === 'option' ? '' : '!';
      this.#value(field.shape, use(`value.${field.tsName}${set}`, name, field.name), place);
    };
    for (const field of fields) {
      if (field.since === undefined) one(field);
      else out.block(`if (count > ${field.number})`, () => one(field));
    }
    this.#word('at', place.distance());
    out.line(`return ${place.at()};`);
  }

  struct(decl: RecordType): void {
    this.#out.line(`checkRecord(value, ${quoted(decl.name)});`);
    const place = new Place(this.#out, 0);
    for (const field of decl.fields) {
      this.#value(field.shape, use(`value.${field.tsName}`, decl.name, field.name), place);
    }
    this.#out.line(`return ${place.at()};`);
  }

  union(decl: UnionType): void {
    const out = this.#out;
    out.line(`checkRecord(value, ${quoted(decl.name)});`);
    this.#openView();
    out.block('switch (value.type)', () => {
      for (const item of decl.items) {
        out.line(`case ${quoted(item.tag)}:`).indented(() => {
          this.#word('at', String(item.id));
          this.#result(item.shape, use('value.value', decl.name, item.tag), 4);
        });
      }
      out.line('default:').line(`  unknownType(value, ${quoted(decl.name)});`);
    });
  }

  alone(shape: Shape, path: string, helper: string): void {
    this.#result(shape, { value: 'value', path, helper, index: '' }, 0);
  }

  /** A list of `count` items. */
  list(item: Shape, path: string, helper: string): void {
    const out = this.#out;
    const size = this.#size(item);
    const each: Use = { value: 'value[i]!', path, helper, index: ', i' };
    if (size !== undefined) {
      out.line('writeU32(out, at, count);');
      out.block('for (let i = 0; i < count; i++)', () =>
        emitFixed(item, each, times('at + 4', size, 'i'), 1, this.#context),
      );
      out.line(`return ${times('at + 4', size, 'count')};`);
      return;
    }
    this.#openView();
    const place = new Place(out, 0);
    place.move('at + 4 + 4 * count');
    out.block('for (let i = 0; i < count; i++)', () => {
      this.#word('at + 4 + 4 * i', 'p - at');
      if (item.kind !== 'bytes') {
        this.#value(item, each, place);
        return;
      }
      out.line('const item = value[i]!;');
      this.#word('p', `checkBytes(item, ${limit(item.max)}, ${quoted(path)}, i)`);
      place.move('writeRaw(out, p + 4, item)');
    });
    this.#word('at', 'p - at');
    out.line('return p;');
  }

  #size(shape: Shape): number | undefined {
    return fixedSize(shape, this.#context.lookup);
  }

  #openView(): void {
    if (this.#view) this.#out.line('const view = viewOf(out);');
  }

  #word(at: string, value: string): void {
    this.#out.line(this.#view ? `view.setUint32(${at}, ${value}, true);` : `writeU32(out, ${at}, ${value});`);
  }

  /** Writes a value `offset` bytes behind `at`, and returns its end. */
  #result(shape: Shape, of: Use, offset: number): void {
    const out = this.#out;
    const size = this.#size(shape);
    const at = plus('at', offset);
    if (size !== undefined) {
      emitFixed(shape, of, at, 0, this.#context);
      out.line(`return ${plus('at', offset + size)};`);
    } else if (shape.kind === 'option') {
      out.line(`if (${of.value} === undefined) return ${at};`);
      this.#result(withoutOptions(shape), of, offset);
    } else out.line(`return ${this.#call(shape, of, at)};`);
  }

  /** Writes a value at `place`. */
  #value(shape: Shape, of: Use, place: Place): void {
    const size = this.#size(shape);
    if (size !== undefined) {
      emitFixed(shape, of, place.at(), of.index === '' ? 0 : 1, this.#context);
      place.skip(size);
    } else if (shape.kind === 'option') {
      place.settle();
      const set = (): void => this.#value(withoutOptions(shape), of, place);
      this.#out.block(`if (${of.value} !== undefined)`, set);
    } else place.move(this.#call(shape, of, place.at()));
  }

  /** A call that writes a value of variable size and returns its end. */
  #call(shape: Shape, { value, path, helper, index }: Use, at: string): string {
    switch (shape.kind) {
      case 'bytes':
      case 'text': {
        const name = shape.kind === 'bytes' ? 'writeMolBytes' : 'writeMolText';
        return `${name}(out, ${at}, ${value}, ${limit(shape.max)}, ${quoted(path)}${index})`;
      }
      case 'list':
        return `$write${helper}(${value}, out, ${at}${index})`;
      case 'named':
        return `$write${shape.name}(${value}, out, ${at})`;
      default:
        throw new Error(`molecule has no ${shape.kind} of variable size`);
    }
  }
}

function use(value: string, type: string, part: string): Use {
  return { value, path: `${type}.${part}`, helper: `${type}$${part}`, index: '' };
}
