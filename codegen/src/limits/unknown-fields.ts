/** What a message keeps of fields that it does not know (`@unknown keep`). */
import { tagSize } from '../emit/proto-wire.js';
import type { Lookup, RecordType } from '../ir/model.js';
import { around, type Curve } from './curve.js';
import { BUFFER, VIEW } from './costs.js';

/** The room for what is kept doubles as it grows. */
const ROOM = 2;
/** Largest length that takes one byte. */
const SHORT = 0x7f;

export function unknownFields(decl: RecordType, lookup: Lookup, maxBytes: number): Curve {
  const rate = ROOM * (1 + packedTag(decl, lookup));
  const points = [
    { wire: 0, heap: 0 },
    { wire: 2, heap: BUFFER + VIEW + 2 * rate },
    { wire: Math.max(3, maxBytes), heap: BUFFER + VIEW + Math.max(3, maxBytes) * rate },
  ];
  const number = unusedNumber(decl);
  return around(points, (budget) => {
    const value = sample(number, budget);
    return { value, wire: value?.length ?? 0 };
  });
}

/** Elements of packed lists of closed enums are kept one by one, each with a tag. */
function packedTag({ fields }: RecordType, lookup: Lookup): number {
  const tags = fields.map(({ shape, number }) => {
    const item = shape.kind === 'list' && shape.item.kind === 'named' ? lookup(shape.item.name) : undefined;
    return item?.kind === 'enum' && !item.open ? tagSize(number) : 0;
  });
  return Math.max(0, ...tags);
}

function unusedNumber({ fields }: RecordType): number {
  const used = new Set(
    fields.flatMap(({ shape, number }) =>
      shape.kind === 'oneof' ? shape.members.map((member) => member.number) : [number],
    ),
  );
  let number = 1;
  while (used.has(number)) number++;
  return number;
}

/** A short field and a long one: the second makes the room of the first twice as large as both. */
function sample(number: number, budget: number): Uint8Array | undefined {
  const tag = tagSize(number);
  const short = 2 * tag;
  const rest = budget - short - 1 - 4;
  if (rest < 1) return budget > tag ? Uint8Array.from([...varint(number * 8, 1), 1]) : undefined;
  const content = rest > SHORT ? rest : Math.min(rest + 3, SHORT);
  const bytes: number[] = [
    ...varint(number * 8, 1),
    1,
    ...varint(number * 8 + 2, 1),
    ...varint(content, rest > SHORT ? 4 : 1),
  ];
  const out = new Uint8Array(bytes.length + content);
  out.set(bytes);
  return out;
}

/** A varint of at least `least` bytes. */
function varint(value: number, least: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f || bytes.length < least - 1) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
