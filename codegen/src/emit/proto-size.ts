/** Protobuf: functions that check a message and return its exact size. */
import type { EnumType, Field, ListShape, MapShape, RecordType } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import { checkedSize, notDefault, tagSize } from './proto-wire.js';
import { tsType } from './types.js';
import { quoted } from './writer.js';

export function emitProtoSize(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  for (const field of fields) {
    if (field.shape.kind === 'list' && field.shape.packed) emitPacked(decl, field, field.shape, context);
    if (field.shape.kind === 'map') emitEntry(decl, field, field.shape, context);
  }
  out.gap().block(`${context.exported(decl)}function $size${name}(value: ${name}): number`, () => {
    out.line(`checkRecord(value, ${quoted(name)});`);
    if (fields.length === 0) {
      out.line('return 0;');
      return;
    }
    out.line('let size = 0;');
    for (const field of fields) emitField(decl, field, context);
    out.line('return size;');
  });
}

function emitField(decl: RecordType, field: Field, context: FileContext): void {
  const { out } = context;
  const { shape, presence, number } = field;
  const value = `value.${field.tsName}`;
  const path = `${decl.name}.${field.name}`;
  const tag = tagSize(number);
  switch (shape.kind) {
    case 'list': {
      const count = `checkList(${value}, ${limit(shape.max)}, ${quoted(path)})`;
      if (shape.packed) {
        out.line(`if (${count} > 0) size += ${tag} + delimited($size${decl.name}$${field.name}(${value}));`);
        return;
      }
      out.line(`size += ${tag === 1 ? '' : `${tag} * `}${count};`);
      const { checks, size } = checkedSize(shape.item, 'item', `${path}[]`, context);
      out.block(`for (const item of ${value})`, () => out.lines(checks).line(`size += ${size};`));
      return;
    }
    case 'map':
      out.line(`checkMap(${value}, ${limit(shape.max)}, ${quoted(path)});`);
      out.block(`for (const [key, item] of ${value})`, () => {
        out.line(`size += ${tag} + delimited($size${decl.name}$${field.name}(key, item));`);
      });
      return;
    case 'oneof':
      out.block(`if (${value} !== undefined)`, () => {
        out.line(`checkRecord(${value}, ${quoted(path)});`);
        out.block(`switch (${value}.type)`, () => {
          for (const member of shape.members) {
            const inner = `${path}.${member.tag}`;
            const { checks, size } = checkedSize(member.shape, `${value}.value`, inner, context);
            out.block(`case ${quoted(member.tag)}:`, () => {
              out
                .lines(checks)
                .line(`size += ${tagSize(member.number)} + ${size};`)
                .line('break;');
            });
          }
          out.line('default:').line(`  unknownType(${value}, ${quoted(path)});`);
        });
      });
      return;
    default: {
      const { checks, size } = checkedSize(shape, value, path, context);
      const add = `size += ${tag} + ${size};`;
      if (presence === 'optional')
        out.block(`if (${value} !== undefined)`, () => out.lines(checks).line(add));
      else if (presence === 'required') out.lines(checks).line(add);
      else if (checks.length > 0) out.lines(checks).line(`if (${notDefault(shape, value, context)}) ${add}`);
      else {
        // The check makes sure there is a length to compare; an empty value costs nothing.
        const bare = size.replace(/^delimited\((.*)\)$/, '$1');
        out.block('', () => {
          out.line(`const length = ${bare};`);
          out.line(`if (length > 0) size += ${tag} + delimited(length);`);
        });
      }
    }
  }
}

/** Bytes of a packed list without tag and length. */
function emitPacked(decl: RecordType, field: Field, shape: ListShape, context: FileContext): void {
  const { out } = context;
  out.gap().block(`function $size${decl.name}$${field.name}(value: ${tsType(shape)}): number`, () => {
    const { checks, size } = checkedSize(shape.item, 'item', `${decl.name}.${field.name}[]`, context);
    out.line('let size = 0;');
    out.block('for (const item of value)', () => out.lines(checks).line(`size += ${size};`));
    out.line('return size;');
  });
}

/** Bytes of a map entry without tag and length. Both its fields are always written. */
function emitEntry(decl: RecordType, field: Field, shape: MapShape, context: FileContext): void {
  const { out } = context;
  const path = `${decl.name}.${field.name}`;
  const head = `key: ${tsType(shape.key)}, value: ${tsType(shape.value)}`;
  out.gap().block(`function $size${decl.name}$${field.name}(${head}): number`, () => {
    const key = checkedSize(shape.key, 'key', `${path}.key`, context);
    const value = checkedSize(shape.value, 'value', `${path}.value`, context);
    out.lines(key.checks).lines(value.checks).line(`return 2 + ${key.size} + ${value.size};`);
  });
}

/** proto2: whether a number is one of the values that the enum declares. */
export function emitEnumGuard(decl: EnumType, { out, exported }: FileContext): void {
  const numbers = [...new Set(decl.values.map((value) => value.number))];
  const head = `${exported(decl)}function $is${decl.name}(value: number): value is ${decl.name}`;
  out
    .gap()
    .block(head, () => out.line(`return ${numbers.map((number) => `value === ${number}`).join(' || ')};`));
}
