/** Protobuf: functions that read a message from `bytes[start, end)`, into an earlier one if the field came twice. */
import type { EnumType, Field, ListShape, MapShape, Shape } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import {
  defaultValue,
  delimitedExpression,
  enumOf,
  fixedExpression,
  isMessage,
  type Message,
  tagOf,
  varintExpression,
  wireType,
} from './proto-wire.js';
import { tsType } from './ts-type.js';
import { quoted } from './writer.js';

export function emitProtoRead(decl: Message, context: FileContext): void {
  const reader = new ReadEmitter(decl, context);
  for (const field of decl.fields) {
    if (field.shape.kind === 'map') reader.entry(field, field.shape);
  }
  reader.message();
}

const PARAMETERS = 'bytes: Uint8Array, start: number, end: number, depth: number';

/** What happens to a value that was read. */
type Store = (value: string) => string;

/** Closed enums: what becomes of a number that the enum does not know. */
type Reject = ((from: string) => string) | undefined;

class ReadEmitter {
  readonly #decl: Message;
  readonly #context: FileContext;
  readonly #keeps: boolean;

  constructor(decl: Message, context: FileContext) {
    this.#decl = decl;
    this.#context = context;
    this.#keeps = decl.keepUnknown === true;
  }

  message(): void {
    const { out } = this.#context;
    const { name, fields } = this.#decl;
    const head = `function $read${name}(${PARAMETERS}, into?: ${name}): ${name}`;
    out.gap().block(this.#context.exported(this.#decl) + head, () => {
      out.line(`if (depth < 0) tooDeep(${quoted(this.#label)}, start);`);
      for (const field of fields) out.line(this.#local(field));
      if (this.#keeps) out.line('let $unknown = into?.$unknown;');
      this.#loop(
        fields.some((field) => this.#delimited(field.shape)),
        this.#label,
        this.#keeps ? `$unknown = keepUnknown($unknown, bytes, from, to);` : '',
        () => {
          for (const field of fields) this.#field(field);
        },
      );
      this.#result();
    });
  }

  get #label(): string {
    return this.#decl.label ?? this.#decl.name;
  }

  /** Fields are read into variables: storing each into the message costs more than making it of all of them. */
  #local(field: Field): string {
    const type = tsType(field.shape);
    const earlier = `into?.${field.tsName}`;
    const name = `let ${field.tsName}$`;
    if (field.presence === 'optional') return `${name} = ${earlier};`;
    // Looked at when the whole message is there.
    if (field.presence === 'required') return `${name} = ${earlier} as ${type};`;
    return `${name}: ${type} = ${earlier} ?? ${defaultValue(field.shape, this.#context)};`;
  }

  #result(): void {
    const { out } = this.#context;
    const { name, fields } = this.#decl;
    const values = fields.map((field) => `${field.tsName}: ${field.tsName}$`);
    const all = this.#keeps ? [...values, '$unknown'] : values;
    if (all.length === 0) {
      out.line('return into ?? {};');
      return;
    }
    const flat = `const message: ${name} = { ${all.join(', ')} };`;
    if (flat.length <= 100) out.line(flat);
    else {
      const head = `const message: ${name} =`;
      out.block(head, () => out.lines(all.map((text) => `${text},`)), '};');
    }
    out.line('return into === undefined ? message : Object.assign(into, message);');
  }

  /** Is there a case for wire type 2? */
  #delimited(shape: Shape): boolean {
    switch (shape.kind) {
      case 'list':
      case 'map':
        return true;
      case 'oneof':
        return shape.members.some((member) => this.#delimited(member.shape));
      default:
        return wireType(shape, this.#context) === 2;
    }
  }

  /** Goes through the fields. `p` is behind the tag, and behind the length where there is one; `to` is the end. */
  #loop(delimited: boolean, label: string, unknown: string, cases: () => void): void {
    const { out } = this.#context;
    out.line('let p = start;');
    out.block('while (p < end)', () => {
      if (unknown !== '') out.line('const from = p;');
      out.line('let tag = bytes[p]!;').line('if (tag > 7 && tag < 0x80) p++;');
      out.block('else', () => out.line('tag = readTag(bytes, p, end);').line('p = after;'));
      out.line('let to = 0;');
      if (delimited) {
        out.block('if ((tag & 7) === 2)', () => {
          out.line('to = p < end ? bytes[p]! : 0x80;').line('if (to < 0x80) p++;');
          out.block('else', () => out.line('to = readLength(bytes, p, end);').line('p = after;'));
          out.line(`if ((to += p) > end) cutOff(${quoted(label)}, tag, p);`);
        });
      }
      out.block('switch (tag)', () => {
        cases();
        out.line('default:').line('  to = skipField(bytes, p, end, tag, depth, to);');
        if (unknown !== '') out.line(`  ${unknown}`);
      });
      out.line('p = to;');
    });
  }

  #field(field: Field): void {
    const { shape, number } = field;
    const target = `${field.tsName}$`;
    const path = `${this.#label}.${field.name}`;
    const reject: Reject = this.#keeps
      ? (from) => `$unknown = keepUnknown($unknown, bytes, ${from}, to);`
      : undefined;
    switch (shape.kind) {
      case 'list':
        return this.#list(field, shape, target, path, reject);
      case 'map':
        return this.#map(field, shape, target, reject);
      case 'oneof':
        for (const member of shape.members) {
          const tag = quoted(member.tag);
          const store: Store = (value) => `${target} = { type: ${tag}, value: ${value} };`;
          const merged = `${target}?.type === ${tag} ? ${target}.value : undefined`;
          this.#case(member.number, member.shape, `${path}.${member.tag}`, store, merged, reject);
        }
        return;
      default:
        this.#case(number, shape, path, (value) => `${target} = ${value};`, target, reject);
    }
  }

  /** One `case` of the loop: reads a value of `shape` at `p`. */
  #case(number: number, shape: Shape, path: string, store: Store, merged: string, reject: Reject): void {
    const { out } = this.#context;
    const type = wireType(shape, this.#context);
    const closed = this.#closed(shape);
    const head = `case ${tagOf(number, type)}:`;
    if (closed !== undefined) {
      out.block(head, () => {
        out.line(`const number = ${varintExpression(shape, 'end', path)};`).line('to = after;');
        out.line(`if ($is${closed.name}(number)) ${store('number')}`);
        if (reject !== undefined) out.line(`else ${reject('from')}`);
        out.line('break;');
      });
      return;
    }
    out.line(head).indented(() => {
      if (type === 2) out.line(store(delimitedExpression(shape, path, this.#isMessage(shape) ? merged : '')));
      else if (type === 0) out.line(store(varintExpression(shape, 'end', path))).line('to = after;');
      else {
        out.line(`to = fixedEnd(p, end, ${type === 1 ? 8 : 4}, ${quoted(path)});`);
        out.line(store(fixedExpression(shape, path)));
      }
      out.line('break;');
    });
  }

  /** Elements come one by one or packed, whatever the schema says. */
  #list(field: Field, shape: ListShape, target: string, path: string, reject: Reject): void {
    const { out } = this.#context;
    const { item } = shape;
    const push: Store = (value) => `room(${target}, ${limit(shape.max)}, p, ${quoted(path)}).push(${value});`;
    this.#case(field.number, item, path, push, '', reject);
    const type = wireType(item, this.#context);
    if (type === 2) return;
    const closed = this.#closed(item);
    out.line(`case ${tagOf(field.number, 2)}:`).indented(() => {
      out.block('while (p < to)', () => {
        if (type !== 0) {
          out.line(`const next = fixedEnd(p, to, ${type === 1 ? 8 : 4}, ${quoted(path)});`);
          out.line(push(fixedExpression(item, path))).line('p = next;');
        } else if (closed === undefined) {
          out.line(push(varintExpression(item, 'to', path))).line('p = after;');
        } else {
          out.line(`const number = ${varintExpression(item, 'to', path)};`);
          out.line(`if ($is${closed.name}(number)) ${push('number')}`);
          if (reject !== undefined) {
            const tag = tagOf(field.number, 0);
            out.line(`else $unknown = keepElement($unknown, ${tag}, bytes, p, after);`);
          }
          out.line('p = after;');
        }
      });
      out.line('break;');
    });
  }

  #map(field: Field, shape: MapShape, target: string, reject: Reject): void {
    const { out } = this.#context;
    const read = `$read${this.#decl.name}$${field.name}(bytes, p, to, depth - 1, ${target})`;
    out.line(`case ${tagOf(field.number, 2)}:`).indented(() => {
      if (this.#closed(shape.value) === undefined || reject === undefined) out.line(`${read};`);
      else out.line(`if (!${read}) ${reject('from')}`);
      out.line('break;');
    });
  }

  /**
   * Reads one map entry into the map: what is missing has its default, what is unknown is dropped. An entry whose
   * value a closed enum does not know is unknown as a whole; then the result is `false`.
   */
  entry(field: Field, shape: MapShape): void {
    const { out } = this.#context;
    const path = `${this.#label}.${field.name}`;
    const message = this.#isMessage(shape.value);
    const closed = this.#closed(shape.value);
    const valueType = tsType(shape.value);
    const result = closed === undefined ? 'void' : 'boolean';
    const parameters = `${PARAMETERS}, into: ${tsType(shape)}`;
    out.gap().block(`function $read${this.#decl.name}$${field.name}(${parameters}): ${result}`, () => {
      out.line(`if (depth < 0) tooDeep(${quoted(path)}, start);`);
      out.line(`let key: ${tsType(shape.key)} = ${defaultValue(shape.key, this.#context)};`);
      const declared = message ? `${valueType} | undefined` : closed === undefined ? valueType : 'number';
      out.line(`let value: ${declared} = ${defaultValue(shape.value, this.#context)};`);
      const delimited = this.#delimited(shape.key) || this.#delimited(shape.value);
      this.#loop(delimited, path, '', () => {
        this.#case(1, shape.key, `${path}.key`, (read) => `key = ${read};`, '', undefined);
        // Whether the enum knows the number is asked once, at the end.
        const held: Shape = closed === undefined ? shape.value : INT32;
        this.#case(2, held, `${path}.value`, (read) => `value = ${read};`, 'value', undefined);
      });
      if (closed !== undefined) out.line(`if (!$is${closed.name}(value)) return false;`);
      const absent = message ? ` ?? $read${valueType}(bytes, end, end, 0)` : '';
      out.line(`putEntry(into, key, value${absent}, ${limit(shape.max)}, start, ${quoted(path)});`);
      if (closed !== undefined) out.line('return true;');
    });
  }

  #isMessage(shape: Shape): boolean {
    return isMessage(shape, this.#context);
  }

  #closed(shape: Shape): EnumType | undefined {
    const declared = enumOf(shape, this.#context);
    return declared?.open === false ? declared : undefined;
  }
}

const INT32: Shape = { kind: 'integer', bits: 32, signed: true, encoding: 'varint' };
