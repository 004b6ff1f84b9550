/** proto2 `extend`: a constant by which a field of another message is read and written. */
import type { Extension, Field } from '../ir/model.js';
import type { FileContext } from './context.js';
import { hasRequired } from './proto-complete.js';
import { literalText } from './proto-message.js';
import { emitProtoRead } from './proto-read.js';
import type { Message } from './proto-wire.js';
import { emitProtoWrite } from './proto-write.js';
import { tsType } from './ts-type.js';
import { docComment, quoted } from './writer.js';

/**
 * What is kept of the other message is read as a message that has this field only, called `value`. That message has
 * no codec; its functions carry the name of the extension and a dollar sign.
 */
export function emitExtension({ extendee, field }: Extension, context: FileContext): void {
  const { out, lookup } = context;
  const name = `${field.tsName.replace(/\$$/, '')}$ext`;
  const holder: Field = { ...field, name: 'value', tsName: 'value', fallback: undefined };
  const decl: Message = {
    kind: 'record',
    name,
    layout: 'message',
    doc: [],
    fields: [holder],
    label: field.name,
  };
  const type = tsType(field.shape);
  const many = field.shape.kind === 'list';
  const held = many ? type : `${type} | undefined`;
  out
    .gap()
    .line(`interface ${name} {`)
    .line(`  value${many ? '' : '?'}: ${held};`)
    .line('}');
  const doc = [...field.doc, `Extension ${field.number} of ${extendee}.`];
  out.gap().lines(docComment(doc));
  const fallback = field.fallback === undefined ? '' : ` & { readonly fallback: ${type} }`;
  const inner = field.shape.kind === 'list' ? field.shape.item : field.shape;
  const target = inner.kind === 'named' ? lookup(inner.name) : undefined;
  const complete =
    target !== undefined && hasRequired(target, context.scopeOf) ? `$complete${target.name}` : '';
  out.block(
    `export const ${field.tsName}: Extension<${extendee}, ${held}>${fallback} =`,
    () => {
      out.line(`name: ${quoted(field.name)},`).line(`number: ${field.number},`);
      const read = `$read${name}(bytes, 0, bytes.length, MAX_DEPTH).value`;
      if (complete === '') out.line(`read: (bytes) => ${read},`);
      else {
        out.block(
          'read(bytes)',
          () => {
            out.line(`const value = ${read};`);
            if (many) out.line(`for (const item of value) ${complete}(item);`);
            else out.line(`if (value !== undefined) ${complete}(value);`);
            out.line('return value;');
          },
          '},',
        );
      }
      out.line(`write: (value, out, at) => $write${name}({ value }, out, at),`);
      if (field.fallback !== undefined) out.line(`fallback: ${literalText(field.fallback)},`);
    },
    '};',
  );
  emitProtoWrite(decl, context);
  emitProtoRead(decl, context);
}
