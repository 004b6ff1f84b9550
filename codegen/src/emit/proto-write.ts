/** Protobuf: functions that check a message, write it, fields in the order of their numbers, and return its end. */
import type { Field, ListShape, MapShape, NamedShape, OneofMember, Shape } from '../ir/model.js';
import { type FileContext, othersHave } from './context.js';
import { limit } from './literal.js';
import {
  defaultValue,
  enumOf,
  isMessage,
  type Message,
  putStatements,
  wireType,
  writeTag,
} from './proto-wire.js';
import { quoted } from './writer.js';

/** A field, or the members of a oneof whose numbers follow each other. */
interface Step {
  readonly field: Field;
  readonly members: readonly OneofMember[];
}

export function emitProtoWrite(decl: Message, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  const used = fields.length > 0 || decl.keepUnknown === true;
  const depth = context.depths.counts(decl, context.lookup) ? ', depth: number = MAX_DEPTH' : '';
  const parameters = `value: ${name}, ${used ? 'out' : '_out'}: Uint8Array, at: number${depth}`;
  const head = `function $write${name}(${parameters}): number`;
  out.gap().block(context.exported(decl) + head, () => {
    if (!used) {
      out.line(`checkRecord(value, ${quoted(name)});`);
      out.line('return at;');
      return;
    }
    const steps = inWireOrder(fields);
    // What has no field that must be there is no record: its check says so.
    const needed =
      steps[0] !== undefined &&
      steps[0].members.length === 0 &&
      steps[0].field.presence !== 'optional' &&
      !othersHave(steps[0].field.tsName);
    if (!needed) out.line(`checkRecord(value, ${quoted(name)});`);
    out.line('let p = at;');
    const writer = new WriteEmitter(decl, context, needed ? steps[0]!.field : undefined);
    const begun = new Set<Field>();
    for (const step of steps) {
      if (step.members.length === 0) writer.field(step.field);
      else writer.oneof(step, !begun.has(step.field));
      begun.add(step.field);
    }
    if (decl.keepUnknown === true) {
      out.block('if (value.$unknown !== undefined)', () => {
        out.line(`checkBytes(value.$unknown, 0x7fff_ffff, ${quoted(`${name}.$unknown`)});`);
        out.line('p = writeRaw(out, p, value.$unknown);');
      });
    }
    out.line('return p;');
  });
}

/** Each member of a oneof is written where its own number falls. */
function inWireOrder(fields: readonly Field[]): readonly Step[] {
  const single = fields.flatMap((field) => {
    if (field.shape.kind !== 'oneof') return [{ number: field.number, field, members: [] }];
    return field.shape.members.map((member) => ({ number: member.number, field, members: [member] }));
  });
  single.sort((a, b) => a.number - b.number);
  const steps: { field: Field; members: OneofMember[] }[] = [];
  for (const { field, members } of single) {
    const last = steps.at(-1);
    if (members.length > 0 && last?.field === field) last.members.push(...members);
    else steps.push({ field, members: [...members] });
  }
  return steps;
}

class WriteEmitter {
  readonly #decl: Message;
  readonly #context: FileContext;
  readonly #needed: Field | undefined;

  /** `needed`: the field whose check says that there is a message at all. */
  constructor(decl: Message, context: FileContext, needed: Field | undefined) {
    this.#decl = decl;
    this.#context = context;
    this.#needed = needed;
  }

  field(field: Field): void {
    const { out } = this.#context;
    const { shape, number } = field;
    const value = `value${field === this.#needed ? '?' : ''}.${field.tsName}`;
    const path = this.#path(field);
    const one = (): void => this.#one(shape, number, value, path);
    switch (shape.kind) {
      case 'list':
        return this.#list(shape, number, value, path);
      case 'map':
        return this.#map(shape, number, value, path);
      default:
        if (field.presence === 'optional') out.block(`if (${value} !== undefined)`, one);
        else if (field.presence === 'implicit') this.#implicit(shape, number, value, path);
        else if (isMessage(shape, this.#context)) out.block('', one);
        else one();
    }
  }

  /** proto3 without `optional`: written if it is not zero. Values of a wrong type count as such, and are refused. */
  #implicit(shape: Shape, number: number, value: string, path: string): void {
    const { out } = this.#context;
    const one = (): void => this.#one(shape, number, value, path);
    switch (shape.kind) {
      case 'bytes':
        out.block(`if (checkBytes(${value}, ${limit(shape.max)}, ${quoted(path)}) > 0)`, () => {
          out.lines(writeTag('p', number, 2)).line(`p = writeBytes(out, p, ${value});`);
        });
        return;
      case 'float': {
        // Minus zero is not zero: its bits are not. What is too small for 32 bits is.
        if (shape.bits === 32) out.line(`checkNumber(${value}, ${quoted(path)});`);
        const written = shape.bits === 32 ? `Math.fround(${value})` : value;
        out.block(`if (!Object.is(${written}, 0))`, one);
        return;
      }
      default: {
        const zero = shape.kind === 'named' ? '0' : defaultValue(shape, this.#context);
        out.block(`if (${value} !== ${zero})`, one);
      }
    }
  }

  /** `first`: nothing of the oneof was written yet, so its type is checked here. */
  oneof({ field, members }: Step, first: boolean): void {
    const { out } = this.#context;
    if (field.shape.kind !== 'oneof') return;
    const value = `value.${field.tsName}`;
    const path = this.#path(field);
    const others = first ? field.shape.members.filter((member) => !members.includes(member)) : [];
    out.block(`if (${value} !== undefined)`, () => {
      if (first) out.line(`checkRecord(${value}, ${quoted(path)});`);
      out.block(`switch (${value}.type)`, () => {
        for (const member of members) {
          out.block(`case ${quoted(member.tag)}:`, () => {
            this.#one(member.shape, member.number, `${value}.value`, `${path}.${member.tag}`);
            out.line('break;');
          });
        }
        for (const member of others) out.line(`case ${quoted(member.tag)}:`);
        if (others.length > 0) out.line('  break;');
        if (first) out.line('default:').line(`  misfit(${quoted(path)}, 'one of its members', ${value});`);
      });
    });
  }

  #path(field: Field): string {
    return `${this.#decl.label ?? this.#decl.name}.${field.name}`;
  }

  /** A value with its tag, in a block of its own. `place` is the map that it stands in, if it does. */
  #one(shape: Shape, number: number, value: string, path: string, cursor = 'p', place?: MapShape): void {
    this.#context.out.lines(writeTag(cursor, number, wireType(shape, this.#context)));
    this.#value(shape, value, path, cursor, place);
  }

  #value(shape: Shape, value: string, path: string, cursor: string, place?: MapShape): void {
    const { out } = this.#context;
    if (shape.kind !== 'named' || enumOf(shape, this.#context) !== undefined) {
      out.lines(putStatements(shape, cursor, value, path, this.#context));
      return;
    }
    const hint = lengthHint(shape, value, this.#context);
    const body = hint === '' ? `${cursor} + 1` : 'body';
    if (hint !== '') out.line(`const body = ${cursor} + varintSize(${hint});`);
    const depth = this.#depth(shape, path, place);
    out.line(
      `${cursor} = seal(out, ${cursor}, ${body}, $write${shape.name}(${value}, out, ${body}${depth}));`,
    );
  }

  /** The last argument for a message, if it is counted; that it may stand where it does is checked in any case. */
  #depth(shape: NamedShape, path: string, place: MapShape | undefined): string {
    const { depths, lookup, out } = this.#context;
    const levels = place === undefined ? 'depth' : 'depth - 1';
    const most = shape.depth === undefined ? levels : `Math.min(${levels}, ${shape.depth})`;
    const deeper = `deeper(${most}, ${quoted(path)})`;
    // Where nothing can become too deep, nothing is counted, also if it is elsewhere.
    if (!depths.counts(this.#decl, lookup)) return '';
    const target = lookup(shape.name);
    if (target.kind === 'record' && depths.counts(target, lookup)) return `, ${deeper}`;
    if (depths.exceeds(this.#decl, place ?? shape, lookup)) out.line(`${deeper};`);
    return '';
  }

  #list(shape: ListShape, number: number, value: string, path: string): void {
    const { out } = this.#context;
    const { item } = shape;
    if (!shape.packed) {
      out.line(`checkList(${value}, ${limit(shape.max)}, ${quoted(path)});`);
      out.block(`for (const item of ${value})`, () => this.#one(item, number, 'item', `${path}[]`));
      return;
    }
    out.block(`if (checkList(${value}, ${limit(shape.max)}, ${quoted(path)}) > 0)`, () => {
      const width = { 0: 1, 1: 8, 2: 1, 5: 4 }[wireType(item, this.#context)];
      const least = width === 1 ? `${value}.length` : `${width} * ${value}.length`;
      out
        .lines(writeTag('p', number, 2))
        .line(`const body = p + varintSize(${least});`)
        .line('let q = body;');
      out.block(`for (const item of ${value})`, () => this.#value(item, 'item', `${path}[]`, 'q'));
      out.line('p = seal(out, p, body, q);');
    });
  }

  /** Both fields of an entry are always written. */
  #map(shape: MapShape, number: number, value: string, path: string): void {
    const { depths, lookup, out } = this.#context;
    out.line(`checkMap(${value}, ${limit(shape.max)}, ${quoted(path)});`);
    out.block(`for (const [key, item] of ${value})`, () => {
      const { value: held } = shape;
      if (!isMessage(held, this.#context) && depths.exceeds(this.#decl, shape, lookup)) {
        out.line(`deeper(depth, ${quoted(path)});`);
      }
      const long = (held.kind === 'text' || held.kind === 'bytes') && held.max >= 0x80;
      out.lines(writeTag('p', number, 2));
      out.line(`const start = ${long ? 'p + varintSize(item?.length)' : 'p + 1'};`).line('let q = start;');
      this.#one(shape.key, 1, 'key', `${path}.key`, 'q');
      this.#one(held, 2, 'item', `${path}.value`, 'q', shape);
      out.line('p = seal(out, p, start, q);');
    });
  }
}

/** Strings and byte fields up to this length do not make a message long. */
const SHORT = 64;
const MOST_HINTS = 3;

/** Expression for a length that a message has at least; empty if nothing says it. Never more than the length. */
function lengthHint(
  shape: Extract<Shape, { kind: 'named' }>,
  value: string,
  { lookup }: FileContext,
): string {
  const decl = lookup(shape.name);
  if (decl.kind !== 'record') return '';
  const long = decl.fields.flatMap(({ shape: held, tsName, presence }) => {
    if ((held.kind !== 'text' && held.kind !== 'bytes') || held.max <= SHORT) return [];
    const length = `${value}?.${tsName}?.length`;
    return [{ max: held.max, length: presence === 'optional' ? `(${length} ?? 0)` : length }];
  });
  long.sort((a, b) => b.max - a.max);
  const terms = long.slice(0, MOST_HINTS).map(({ length }) => length);
  return terms.length === 1 ? terms[0]!.replace(/^\((.*)\)$/, '$1') : terms.join(' + ');
}
