/** proto2: looks for required fields that are missing, once the whole message is there. */
import type { Field, RecordType, Shape, TypeDecl } from '../ir/model.js';
import type { FileContext } from './context.js';
import { namesIn } from './proto-bound.js';
import { quoted } from './writer.js';

/** Does a message have required fields, itself or in messages that it holds? */
export function hasRequired(
  decl: TypeDecl,
  scopeOf: FileContext['scopeOf'],
  seen = new Set<TypeDecl>(),
): boolean {
  if (decl.kind !== 'record' || seen.has(decl)) return false;
  seen.add(decl);
  return decl.fields.some(
    (field) =>
      field.presence === 'required' ||
      namesIn(field.shape).some((name) => hasRequired(scopeOf(decl)(name), scopeOf, seen)),
  );
}

/** The function that throws for a missing field, for messages that have required ones. */
export function emitComplete(decl: RecordType, context: FileContext): void {
  const { out } = context;
  if (!hasRequired(decl, context.scopeOf)) return;
  const head = `function $complete${decl.name}(message: ${decl.name}): ${decl.name}`;
  out.gap().block(context.exported(decl) + head, () => {
    for (const field of decl.fields) emitField(decl, field, context);
    out.line('return message;');
  });
}

function emitField(decl: RecordType, field: Field, context: FileContext): void {
  const { out } = context;
  const { shape } = field;
  const value = `message.${field.tsName}`;
  const checked = (held: Shape): string | undefined => {
    const inner = held.kind === 'named' ? context.lookup(held.name) : undefined;
    return inner !== undefined && hasRequired(inner, context.scopeOf) ? `$complete${inner.name}` : undefined;
  };
  if (field.presence === 'required') {
    const found = `required(${value}, ${quoted(`${decl.name}.${field.name}`)})`;
    const inner = checked(shape);
    out.line(inner === undefined ? `${found};` : `${inner}(${found});`);
    return;
  }
  switch (shape.kind) {
    case 'list': {
      const inner = checked(shape.item);
      if (inner !== undefined) out.line(`for (const item of ${value}) ${inner}(item);`);
      return;
    }
    case 'map': {
      const inner = checked(shape.value);
      if (inner !== undefined) out.line(`for (const item of ${value}.values()) ${inner}(item);`);
      return;
    }
    case 'oneof':
      for (const { tag, shape: held } of shape.members) {
        const inner = checked(held);
        if (inner !== undefined) out.line(`if (${value}?.type === ${quoted(tag)}) ${inner}(${value}.value);`);
      }
      return;
    default: {
      const inner = checked(shape);
      if (inner !== undefined) out.line(`if (${value} !== undefined) ${inner}(${value});`);
    }
  }
}
