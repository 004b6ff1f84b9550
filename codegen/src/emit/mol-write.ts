/** Molecule: functions that check a value, write it and return its end. */
import type { Field, RecordType, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { aliasHelper, type FileContext, fixedSize, othersHave, withoutOptions } from './context.js';
import { limit } from './literal.js';
import { emitFixed, type Use } from './mol-fixed.js';
import { isByteListTable, isList, type List, listsIn } from './mol-lists.js';
import { emitItems, Place, times } from './mol-place.js';
import { onlySize } from './mol-size.js';
import { tsType } from './ts-type.js';
import { quoted } from './writer.js';

/** Writes the write function of a molecule declaration and of the lists in it. */
export function emitWrite(decl: TypeDecl, context: FileContext): void {
  const { out } = context;
  const { name } = decl;
  for (const list of listsIn(decl)) emitList(list, context);
  if (isList(decl)) return;
  if (decl.kind === 'record' && decl.fields.some((field) => field.since !== undefined)) {
    emitCount(decl, context);
  }
  const head = `function $write${name}(value: ${name}, out: Uint8Array, at: number): number`;
  out.gap().block(context.exported(decl) + head, () => {
    const writer = new ValueWriter(context);
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

function emitList(list: List, context: FileContext): void {
  const { out } = context;
  const { item, max, helper, path } = list;
  const head = `function $write${helper}(value: ${tsType(list)}, out: Uint8Array, at: number): number`;
  out.gap().block(head, () => {
    out.line(`const count = checkList(value, ${limit(max)}, ${quoted(path)});`);
    new ValueWriter(context).list(item, path, `${helper}$item`);
  });
}

/** Writes the statements of one write function. */
class ValueWriter {
  readonly #context: FileContext;
  readonly #out: FileContext['out'];
  /** There is a `view` of the output. */
  #hasView = false;

  constructor(context: FileContext) {
    this.#context = context;
    this.#out = context.out;
  }

  table(decl: RecordType): void {
    const { name, fields } = decl;
    const out = this.#out;
    if (fields.length === 0) {
      out.line(`checkRecord(value, ${quoted(name)});`);
      out.line('return writeU32(out, at, 4);');
      return;
    }
    const record = this.#record(decl);
    if (isByteListTable(decl)) {
      out.line('const view = viewOf(out);');
      this.#hasView = true;
    }
    const since = this.#later(fields);
    const only = onlySize(decl, this.#context.scopeOf);
    if (only !== undefined) this.#word('at', String(only));
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
      this.#value(field.shape, use(`${record(field)}.${field.tsName}${set}`, name, field.name), place);
    };
    for (const field of fields) {
      if (only !== undefined && field === fields.at(-1)) {
        // Nothing comes behind it: it says where the table ends.
        this.#word(`at + ${4 + 4 * field.number}`, place.distance());
        this.#result(field.shape, use(`${record(field)}.${field.tsName}`, name, field.name), place);
        return;
      }
      if (field.since === undefined) one(field);
      else out.block(`if (count > ${field.number})`, () => one(field));
    }
    if (only === undefined) this.#word('at', place.distance());
    out.line(`return ${place.at()};`);
  }

  struct(decl: RecordType): void {
    const record = this.#record(decl);
    const place = new Place(this.#out, 0);
    for (const field of decl.fields) {
      this.#value(field.shape, use(`${record(field)}.${field.tsName}`, decl.name, field.name), place);
    }
    this.#out.line(`return ${place.at()};`);
  }

  /**
   * The expression for the record whose field is written. What has no such field is no record: if the first one must be
   * there, its check says so.
   */
  #record({ name, fields }: RecordType): (field: Field) => string {
    const [first] = fields;
    const needed = first!.since === undefined && first!.shape.kind !== 'option' && !othersHave(first!.tsName);
    if (!needed || this.#later(fields)) {
      this.#out.line(`checkRecord(value, ${quoted(name)});`);
      return () => 'value';
    }
    return (field) => (field === first ? 'value?' : 'value');
  }

  /** Fields that not all versions have are counted first. */
  #later(fields: readonly Field[]): boolean {
    return fields.some((field) => field.since !== undefined);
  }

  union(decl: UnionType): void {
    const out = this.#out;
    out.block('switch (value?.type)', () => {
      for (const item of decl.items) {
        out.line(`case ${quoted(item.tag)}:`).indented(() => {
          this.#word('at', String(item.id));
          this.#result(item.shape, use('value.value', decl.name, item.tag), new Place(out, 4));
        });
      }
      out.line('default:').line(`  misfit(${quoted(decl.name)}, 'an item', value);`);
    });
  }

  alone(shape: Shape, path: string, helper: string): void {
    this.#result(shape, { value: 'value', path, helper }, new Place(this.#out, 0));
  }

  /** A list of `count` items. */
  list(item: Shape, path: string, helper: string): void {
    const out = this.#out;
    const size = this.#size(item);
    const each: Use = { value: 'value[i]!', path: `${path}[]`, helper };
    if (size !== undefined) {
      out.line('writeU32(out, at, count);');
      emitItems(path, out, () => emitFixed(item, each, times('at + 4', size, 'i'), 1, this.#context));
      out.line(`return ${times('at + 4', size, 'count')};`);
      return;
    }
    out.line('const view = viewOf(out);');
    const place = new Place(out, 0);
    place.move('at + 4 + 4 * count');
    emitItems(path, out, () => {
      out.line('view.setInt32(at + 4 + 4 * i, p - at, true);');
      this.#value(item, each, place, 1);
    });
    out.line('view.setInt32(at, p - at, true);');
    out.line('return p;');
  }

  #size(shape: Shape): number | undefined {
    return fixedSize(shape, this.#context.lookup);
  }

  #word(at: string, value: string): void {
    this.#out.line(
      this.#hasView ? `view.setInt32(${at}, ${value}, true);` : `writeU32(out, ${at}, ${value});`,
    );
  }

  /** Writes a value at `place`, and returns its end. */
  #result(shape: Shape, of: Use, place: Place): void {
    const out = this.#out;
    const size = this.#size(shape);
    if (size !== undefined) {
      const array = shape.kind === 'array';
      emitFixed(shape, of, place.at(), 0, this.#context, array ? '' : 'return ');
      if (array) out.line(`return ${place.at(size)};`);
    } else if (shape.kind === 'option') {
      out.line(`if (${of.value} === undefined) return ${place.at()};`);
      this.#result(withoutOptions(shape), of, place);
    } else out.line(`return ${this.#call(shape, of, place.at())};`);
  }

  /** Writes a value at `place`; `depth` loops stand around it. */
  #value(shape: Shape, of: Use, place: Place, depth = 0): void {
    const size = this.#size(shape);
    if (size !== undefined) {
      emitFixed(shape, of, place.at(), depth, this.#context);
      place.skip(size);
    } else if (shape.kind === 'option') {
      place.settle();
      const set = (): void => this.#value(withoutOptions(shape), of, place, depth);
      this.#out.block(`if (${of.value} !== undefined)`, set);
    } else place.move(this.#call(shape, of, place.at()));
  }

  /** A call that writes a value of variable size and returns its end. */
  #call(shape: Shape, { value, path, helper }: Use, at: string): string {
    switch (shape.kind) {
      case 'bytes':
      case 'text': {
        const name = shape.kind === 'bytes' ? 'writeMolBytes' : 'writeMolText';
        return `${name}(out, ${at}, ${value}, ${limit(shape.max)}, ${quoted(path)})`;
      }
      case 'list':
        if (shape.item.kind === 'bytes') {
          const limits = `${limit(shape.max)}, ${limit(shape.item.max)}`;
          return `writeBytesList(out, ${at}, ${value}, ${limits}, ${quoted(path)})`;
        }
        return `$write${helper}(${value}, out, ${at})`;
      case 'named':
        return `$write${shape.name}(${value}, out, ${at})`;
      default:
        throw new Error(`molecule has no ${shape.kind} of variable size`);
    }
  }
}

function use(value: string, type: string, part: string): Use {
  return { value, path: `${type}.${part}`, helper: `${type}$${part}` };
}
