/** From a value to the text format of protobuf, which protoc encodes. */
import type { Lookup, RecordType, Shape } from '../../../codegen/src/ir/model.js';

/** The fields of a message, one per line. */
export function textOf(decl: RecordType, value: unknown, lookup: Lookup): string {
  const values = value as Readonly<Record<string, unknown>>;
  return decl.fields
    .flatMap(({ name, tsName, shape, presence }) => {
      const held = values[tsName];
      if (held === undefined) return [];
      switch (shape.kind) {
        case 'list':
          return (held as readonly unknown[]).map((item) => entry(name, shape.item, item, lookup));
        case 'map':
          return Array.from(
            held as ReadonlyMap<unknown, unknown>,
            ([key, item]) =>
              `${name} { ${entry('key', shape.key, key, lookup)} ${entry('value', shape.value, item, lookup)} }`,
          );
        case 'oneof': {
          const { type, value: inner } = held as { readonly type: string; readonly value: unknown };
          const member = shape.members.find(({ tag }) => tag === type)!;
          return [entry(snakeCase(type), member.shape, inner, lookup)];
        }
        default:
          // Implicit presence: protoc leaves out what is the default itself.
          return presence === 'implicit' && held === '' ? [] : [entry(name, shape, held, lookup)];
      }
    })
    .join('\n');
}

/** `NullValue` as `null_value`: names of members are written like that in the schemas of these tests. */
export function snakeCase(tag: string): string {
  return tag.replace(/\B[A-Z]/g, '_$&').toLowerCase();
}

function entry(name: string, shape: Shape, value: unknown, lookup: Lookup): string {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  if (decl?.kind === 'record') return `${name} { ${textOf(decl, value, lookup)} }`;
  return `${name}: ${scalar(shape, value)}`;
}

function scalar(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'text':
      return quoted(new TextEncoder().encode(value as string));
    case 'bytes':
      return quoted(value as Uint8Array);
    case 'float':
      if (Object.is(value, -0)) return '-0.0';
      return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
    default:
      return String(value);
  }
}

function quoted(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"${escaped.join('')}"`;
}
