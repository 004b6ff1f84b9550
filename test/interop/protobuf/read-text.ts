/** From what protoc prints to a value as a generated decoder returns it. */
import type { Field, IntegerShape, Lookup, RecordType, Shape } from '../../../codegen/src/ir/model.js';
import { snakeCase } from './text.js';

/** One line of the text, or a block with the lines in it. */
interface Line {
  readonly name: string;
  readonly value: string | readonly Line[];
}

/** The message that `text` describes. Fields that protoc does not know, those without a name, are left out. */
export function readText(decl: RecordType, text: string, lookup: Lookup): unknown {
  return new TextReader(lookup).message(decl, parse(text));
}

/** Is there a map entry whose value is a number that its closed enum does not know? */
export function hasUnknownMapValue(decl: RecordType, text: string, lookup: Lookup): boolean {
  const within = (type: RecordType, lines: readonly Line[]): boolean =>
    type.fields.some(({ name, shape }) => {
      const own = lines.filter((line) => line.name === name);
      const held = shape.kind === 'list' ? shape.item : shape;
      if (held.kind === 'map' && held.value.kind === 'named' && lookup(held.value.name).kind === 'enum') {
        return own.some(({ value }) => (value as readonly Line[]).some((line) => line.name === '2'));
      }
      const inner = held.kind === 'named' ? lookup(held.name) : undefined;
      return inner?.kind === 'record' && own.some(({ value }) => within(inner, value as readonly Line[]));
    });
  return within(decl, parse(text));
}

function parse(text: string): readonly Line[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return linesOf(lines, { at: 0 });
}

function linesOf(lines: readonly string[], place: { at: number }): readonly Line[] {
  const found: Line[] = [];
  while (place.at < lines.length) {
    const line = lines[place.at++]!.trim();
    if (line === '}') break;
    const [, name, value] = /^([\w.[\]]+)(?:: (.*)| \{)$/.exec(line)!;
    const inner = value ?? linesOf(lines, place);
    found.push({ name: name!, value: inner });
  }
  return found;
}

class TextReader {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  message(decl: RecordType, lines: readonly Line[]): unknown {
    const message = Object.fromEntries(
      decl.fields.map((field) => [field.tsName, this.#field(field, lines)] as const),
    );
    if (decl.keepUnknown === true) message['$unknown'] = undefined;
    return message;
  }

  #field({ name, shape, presence }: Field, lines: readonly Line[]): unknown {
    const own = lines.filter((line) => line.name === name);
    switch (shape.kind) {
      case 'list':
        return own.map(({ value }) => this.#value(shape.item, value));
      case 'map': {
        // Equal keys stand there as often as they came: the last one counts.
        const pick = (value: Line['value'], part: 'key' | 'value', held: Shape): unknown => {
          const line = (value as readonly Line[]).find((each) => each.name === part);
          return line === undefined ? this.#absent(held) : this.#value(held, line.value);
        };
        return new Map(
          own.map(({ value }) => [pick(value, 'key', shape.key), pick(value, 'value', shape.value)] as const),
        );
      }
      case 'oneof': {
        const members = shape.members.map((member) => ({ ...member, name: snakeCase(member.tag) }));
        const line = lines.find((each) => members.some((member) => member.name === each.name));
        if (line === undefined) return undefined;
        const member = members.find((each) => each.name === line.name)!;
        return { type: member.tag, value: this.#value(member.shape, line.value) };
      }
      default: {
        const line = own.at(-1);
        if (line !== undefined) return this.#value(shape, line.value);
        return presence === 'implicit' ? this.#absent(shape) : undefined;
      }
    }
  }

  #value(shape: Shape, value: Line['value']): unknown {
    if (typeof value !== 'string') {
      const decl = shape.kind === 'named' ? this.#lookup(shape.name) : undefined;
      if (decl?.kind !== 'record') throw new Error('a block where there is no message');
      return this.message(decl, value);
    }
    switch (shape.kind) {
      case 'integer':
        return integerOf(shape, BigInt(value));
      case 'float': {
        const number = Number(value.replace('inf', 'Infinity').replace('nan', 'NaN'));
        return shape.bits === 32 ? Math.fround(number) : number;
      }
      case 'bool':
        return value === 'true';
      case 'text':
        return Buffer.from(bytesOf(value)).toString();
      case 'bytes':
        return bytesOf(value);
      default: {
        const decl = shape.kind === 'named' ? this.#lookup(shape.name) : undefined;
        if (decl?.kind !== 'enum') throw new Error(`a ${shape.kind} in one line`);
        return decl.values.find(({ name }) => name === value)?.number ?? Number(value);
      }
    }
  }

  #absent(shape: Shape): unknown {
    switch (shape.kind) {
      case 'integer':
        return integerOf(shape, 0n);
      case 'float':
        return 0;
      case 'bool':
        return false;
      case 'text':
        return '';
      case 'bytes':
        return new Uint8Array(0);
      default: {
        const decl = shape.kind === 'named' ? this.#lookup(shape.name) : undefined;
        return decl?.kind === 'record' ? this.message(decl, []) : 0;
      }
    }
  }
}

function integerOf({ bits, asNumber }: IntegerShape, value: bigint): number | bigint {
  return bits === 64 && asNumber !== true ? value : Number(value);
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, "'": 39, '\\': 92 };

/** The bytes of a quoted string. */
function bytesOf(quoted: string): Uint8Array {
  const bytes: number[] = [];
  for (const [found, octal, simple] of quoted.slice(1, -1).matchAll(/\\(?:([0-7]{1,3})|(.))|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (simple !== undefined) bytes.push(ESCAPES[simple]!);
    else bytes.push(...Buffer.from(found));
  }
  return Uint8Array.from(bytes);
}
