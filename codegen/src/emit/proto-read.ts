/** Protobuf: functions that read a message from `bytes[start, end)`, into an earlier one if the field came twice. */
import type { Field, MapShape, RecordType, Shape } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import {
  defaultValue,
  enumOf,
  fixedExpression,
  isMessage,
  tagOf,
  varintExpression,
  wireType,
  type WireType,
} from './proto-wire.js';
import { tsType } from './types.js';
import { quoted } from './writer.js';

export function emitProtoRead(decl: RecordType, context: FileContext): void {
  const { out } = context;
  const { name, fields } = decl;
  for (const field of fields) {
    if (field.shape.kind === 'map') emitEntry(decl, field, field.shape, context);
  }
  const required = fields.filter((field) => field.presence === 'required');
  out.gap();
  out.line(`${context.exported(decl)}function $read${name}(`);
  out.lines([
    '  bytes: Uint8Array,',
    '  start: number,',
    '  end: number,',
    '  depth: number,',
    `  into?: ${name},`,
  ]);
  out.block(`): ${name}`, () => {
    const defaults = fields.map((field) => `${field.tsName}: ${initial(field, context)}`);
    const flat = `const message: ${name} = into ?? { ${defaults.join(', ')} };`;
    if (defaults.length === 0) out.line(`const message: ${name} = into ?? {};`);
    else if (flat.length <= 100) out.line(flat);
    else
      out.block(
        `const message: ${name} = into ??`,
        () => out.lines(defaults.map((text) => `${text},`)),
        '};',
      );
    for (const field of required) out.line(`let $${field.tsName} = into !== undefined;`);
    emitLoop(
      'p',
      () => {
        for (const field of fields) emitField(decl, field, context);
      },
      context,
    );
    for (const field of required) {
      out.line(`if (!$${field.tsName}) missing(${quoted(`${name}.${field.name}`)}, start);`);
    }
    out.line('return message;');
  });
}

function initial(field: Field, context: FileContext): string {
  if (field.presence === 'optional') return 'undefined';
  if (field.presence === 'required' && isMessage(field.shape, context)) {
    // Set before the function returns, or it throws.
    return `undefined as unknown as ${tsType(field.shape)}`;
  }
  return defaultValue(field.shape, context);
}

function emitLoop(cursor: string, cases: () => void, { out }: FileContext): void {
  out.line(`let ${cursor} = start;`);
  out.block(`while (${cursor} < end)`, () => {
    out.line(`const tag = readTag(bytes, ${cursor}, end);`).line(`${cursor} = after;`);
    out.block('switch (tag)', () => {
      cases();
      out.line('default:').line(`  ${cursor} = skipField(bytes, ${cursor}, end, tag, depth);`);
    });
  });
}

/** What happens to a value that was read. */
type Store = (value: string) => string;

/** One `case` of the loop: reads a value of `shape` at `p`. */
function emitCase(
  number: number,
  shape: Shape,
  path: string,
  before: readonly string[],
  store: Store,
  merged: string,
  context: FileContext,
): void {
  const { out } = context;
  const type: WireType = wireType(shape, context);
  out.block(`case ${tagOf(number, type)}:`, () => {
    out.lines(before);
    if (type === 2) {
      out.line(`const to = readLength(bytes, p, end, ${quoted(path)});`);
      out.line(store(delimitedExpression(shape, path, merged)));
      out.line('p = to;');
    } else {
      emitScalar(shape, 'end', path, store, context);
    }
    out.line('break;');
  });
}

/** Reads one scalar at `p` and moves `p` behind it. */
function emitScalar(shape: Shape, end: string, path: string, store: Store, context: FileContext): void {
  const { out } = context;
  const declared = enumOf(shape, context);
  if (wireType(shape, context) !== 0) {
    const bits = shape.kind === 'integer' || shape.kind === 'float' ? shape.bits : 32;
    out.line(`const next = fixedEnd(p, ${end}, ${bits / 8}, ${quoted(path)});`);
    out.line(store(fixedExpression(shape))).line('p = next;');
  } else if (declared !== undefined && !declared.open) {
    // A number that a closed enum does not know counts as an unknown field.
    out.line(`const number = ${varintExpression(shape, end)};`).line('p = after;');
    out.line(`if ($is${declared.name}(number)) ${store('number')}`);
  } else {
    out.line(store(varintExpression(shape, end))).line('p = after;');
  }
}

function delimitedExpression(shape: Shape, path: string, merged: string): string {
  switch (shape.kind) {
    case 'text':
      return `readProtoText(bytes, after, to, ${limit(shape.max)}, ${quoted(path)})`;
    case 'bytes':
      return `readProtoBytes(bytes, after, to, ${limit(shape.max)}, ${quoted(path)})`;
    case 'named': {
      const level = shape.depth === undefined ? 'depth' : `Math.min(depth, ${shape.depth})`;
      const into = merged === '' ? '' : `, ${merged}`;
      return `$read${shape.name}(bytes, after, to, deeper(${level}, p, ${quoted(path)})${into})`;
    }
    default:
      throw new Error(`a ${shape.kind} is not length-delimited`);
  }
}

function emitField(decl: RecordType, field: Field, context: FileContext): void {
  const { out } = context;
  const { shape, number } = field;
  const target = `message.${field.tsName}`;
  const path = `${decl.name}.${field.name}`;
  switch (shape.kind) {
    case 'list': {
      const item = shape.item;
      const full = `room(${target}.length, ${limit(shape.max)}, p, ${quoted(path)});`;
      const push: Store = (value) => `${target}.push(${value});`;
      emitCase(number, item, path, [full], push, '', context);
      if (wireType(item, context) === 2) return;
      // Packed or not: readers take both, whatever the schema says.
      out.block(`case ${tagOf(number, 2)}:`, () => {
        out.line(`const to = readLength(bytes, p, end, ${quoted(path)});`).line('p = after;');
        out.block('while (p < to)', () => {
          out.line(full);
          emitScalar(item, 'to', path, push, context);
        });
        out.line('break;');
      });
      return;
    }
    case 'map':
      out.block(`case ${tagOf(number, 2)}:`, () => {
        out.line(`const to = readLength(bytes, p, end, ${quoted(path)});`);
        out.line(
          `$read${decl.name}$${field.name}(bytes, after, to, deeper(depth, p, ${quoted(path)}), ${target});`,
        );
        out.line('p = to;').line('break;');
      });
      return;
    case 'oneof':
      for (const member of shape.members) {
        const tag = quoted(member.tag);
        const store: Store = (value) => `${target} = { type: ${tag}, value: ${value} };`;
        const merged = `${target}?.type === ${tag} ? ${target}.value : undefined`;
        emitCase(member.number, member.shape, `${path}.${member.tag}`, [], store, merged, context);
      }
      return;
    default: {
      const flag = field.presence === 'required' ? [`$${field.tsName} = true;`] : [];
      const merged = field.presence === 'required' ? `$${field.tsName} ? ${target} : undefined` : target;
      const store: Store = (value) => `${target} = ${value};`;
      if (field.presence !== 'required') emitCase(number, shape, path, [], store, merged, context);
      else emitCase(number, shape, path, [], (value) => [store(value), ...flag].join(' '), merged, context);
    }
  }
}

/** Reads one map entry into the map: the last of equal keys wins, what is missing has its default. */
function emitEntry(decl: RecordType, field: Field, shape: MapShape, context: FileContext): void {
  const { out } = context;
  const path = `${decl.name}.${field.name}`;
  const message = isMessage(shape.value, context);
  out.gap();
  out.line(`function $read${decl.name}$${field.name}(`);
  out.lines([
    '  bytes: Uint8Array,',
    '  start: number,',
    '  end: number,',
    '  depth: number,',
    `  into: ${tsType(shape)},`,
  ]);
  out.block('): void', () => {
    out.line(`let key: ${tsType(shape.key)} = ${defaultValue(shape.key, context)};`);
    out.line(
      `let value: ${tsType(shape.value)}${message ? ' | undefined' : ''} = ${defaultValue(shape.value, context)};`,
    );
    emitLoop(
      'p',
      () => {
        emitCase(1, shape.key, `${path}.key`, [], (read) => `key = ${read};`, '', context);
        emitCase(2, shape.value, `${path}.value`, [], (read) => `value = ${read};`, 'value', context);
      },
      context,
    );
    out.line(`if (!into.has(key)) room(into.size, ${limit(shape.max)}, start, ${quoted(path)});`);
    const stored =
      message && shape.value.kind === 'named'
        ? `value ?? $read${shape.value.name}(bytes, end, end, depth)`
        : 'value';
    out.line(`into.set(key, ${stored});`);
  });
}
