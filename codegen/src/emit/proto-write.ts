/** Protobuf: functions that write a checked message, fields in the order of their numbers, and return its end. */
import type { Field, RecordType, Shape } from '../ir/model.js';
import type { FileContext } from './context.js';
import { notDefault, tagOf, wireType, type WireType, writeStatement } from './proto-wire.js';
import { quoted } from './writer.js';

export function emitProtoWrite(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  const parameter = fields.length === 0 ? '_value' : 'value';
  const unused = fields.length === 0 ? '_out' : 'out';
  const head = `function $write${name}(${parameter}: ${name}, ${unused}: Uint8Array, at: number): number`;
  out.gap().block(context.exported(decl) + head, () => {
    if (fields.length === 0) {
      out.line('return at;');
      return;
    }
    out.line('let p = at;');
    for (const field of inWireOrder(fields)) emitField(decl, field, context);
    out.line('return p;');
  });
}

/** A oneof is written where its first number falls: readers accept any order. */
function inWireOrder(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((a, b) => a.number - b.number);
}

function writeTag(number: number, type: WireType): string {
  const tag = tagOf(number, type);
  return tag < 0x80 ? `out[p++] = ${tag};` : `p = writeVarint(out, p, ${tag});`;
}

function emitField(decl: RecordType, field: Field, context: FileContext): void {
  const { out } = context;
  const { shape, presence, number } = field;
  const value = `value.${field.tsName}`;
  const one = (item: Shape, expression: string, at: number): void => {
    out.line(writeTag(at, wireType(item, context))).line(writeStatement(item, expression, context));
  };
  switch (shape.kind) {
    case 'list':
      if (shape.packed) {
        out.block(`if (${value}.length > 0)`, () => {
          out.line(writeTag(number, 2));
          out.line(`p = writeVarint(out, p, $size${decl.name}$${field.name}(${value}));`);
          out.block(`for (const item of ${value})`, () =>
            out.line(writeStatement(shape.item, 'item', context)),
          );
        });
      } else out.block(`for (const item of ${value})`, () => one(shape.item, 'item', number));
      return;
    case 'map':
      out.block(`for (const [key, item] of ${value})`, () => {
        out.line(writeTag(number, 2));
        out.line(`p = writeVarint(out, p, $size${decl.name}$${field.name}(key, item));`);
        one(shape.key, 'key', 1);
        one(shape.value, 'item', 2);
      });
      return;
    case 'oneof':
      out.block(`switch (${value}?.type)`, () => {
        for (const member of shape.members) {
          out.block(`case ${quoted(member.tag)}:`, () => {
            one(member.shape, `${value}.value`, member.number);
            out.line('break;');
          });
        }
      });
      return;
    default: {
      if (presence === 'required') one(shape, value, number);
      else {
        const there = presence === 'optional' ? `${value} !== undefined` : notDefault(shape, value, context);
        out.block(`if (${there})`, () => one(shape, value, number));
      }
    }
  }
}
