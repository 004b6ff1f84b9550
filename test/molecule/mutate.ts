import type { Seeded } from '../codegen/seeded.js';

/** Changes encoded values so that all kinds of defects occur, and now and then none. `others` are what is spliced in. */
export function mutate(random: Seeded, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let mutated = bytes;
  for (let rounds = 1 + random.below(3); rounds > 0; rounds--) {
    mutated = MUTATIONS[random.below(MUTATIONS.length)]!(random, mutated, others);
  }
  return mutated;
}

type Mutation = (random: Seeded, bytes: Uint8Array, others: readonly Uint8Array[]) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (_, bytes) => bytes,
  flip,
  flip,
  changeWord,
  changeWord,
  changeWord,
  (random, bytes) => bytes.slice(0, random.below(bytes.length + 1)),
  (random, bytes) => bytes.slice(0, Math.max(0, bytes.length - 1 - random.below(4))),
  (random, bytes) => join(bytes, random.bytes(1 + random.below(8))),
  (random, bytes) => withTotal(bytes.slice(0, random.below(bytes.length + 1))),
  (random, bytes) => withTotal(join(bytes, random.bytes(1 + random.below(8)))),
  (random, bytes, others) => splice(random, bytes, others),
  (random, bytes, others) => withTotal(splice(random, bytes, others)),
  (random, bytes, others) => others[random.below(others.length)] ?? bytes,
  addFields,
  addFields,
  dropField,
];

function flip(random: Seeded, bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  if (out.length > 0) out[random.below(out.length)]! ^= 1 << random.below(8);
  return out;
}

/** Headers consist of words, and they are near the start. */
function changeWord(random: Seeded, bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) return bytes;
  const out = bytes.slice();
  const words = Math.floor(out.length / 4);
  const at = 4 * random.below(random.bool() ? Math.min(words, 4) : words);
  const old = word(out, at);
  const news = [old + 1, old - 1, old + 4, old - 4, 0, 4, 8, out.length, 0xffff_ffff, 0x8000_0000, old * 2];
  news.push(word(out, 4 * random.below(words)), random.below(out.length + 8));
  return setWord(out, at, news[random.below(news.length)]!);
}

function splice(random: Seeded, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  const other = others[random.below(others.length)] ?? bytes;
  const from = random.below(bytes.length + 1);
  const to = random.bool() ? from : from + random.below(bytes.length + 1 - from);
  return join(bytes.slice(0, from), other, bytes.slice(to));
}

/** More fields, or items, at the end of what looks like a table. */
function addFields(random: Seeded, bytes: Uint8Array): Uint8Array {
  const offsets = offsetsOf(bytes);
  if (offsets === undefined) return bytes;
  const extra = random.bytes(random.below(12));
  const added = Array.from(
    { length: 1 + random.below(3) },
    () => bytes.length + random.below(extra.length + 1),
  );
  return rebuild([...offsets, ...added.sort((a, b) => a - b)], join(bytes, extra), offsets[0]!);
}

/** One field, or item, less at the end of what looks like a table. */
function dropField(_: Seeded, bytes: Uint8Array): Uint8Array {
  const offsets = offsetsOf(bytes);
  if (offsets === undefined || offsets.length < 2) return bytes;
  return rebuild(offsets.slice(0, -1), bytes.slice(0, offsets.at(-1)), offsets[0]!);
}

function offsetsOf(bytes: Uint8Array): readonly number[] | undefined {
  if (bytes.length < 8 || word(bytes, 0) !== bytes.length) return undefined;
  const first = word(bytes, 4);
  if (first < 8 || first % 4 !== 0 || first > bytes.length) return undefined;
  return Array.from({ length: first / 4 - 1 }, (_, i) => word(bytes, 4 + i * 4));
}

/** A header with these offsets, which still count from the old one, and what stood behind it. */
function rebuild(offsets: readonly number[], bytes: Uint8Array, oldHeader: number): Uint8Array {
  const header = 4 + 4 * offsets.length;
  const out = join(new Uint8Array(header), bytes.slice(oldHeader));
  offsets.forEach((offset, i) => setWord(out, 4 + 4 * i, offset - oldHeader + header));
  return setWord(out, 0, out.length);
}

/** With the total size that a table or vector of items of variable size needs. */
function withTotal(bytes: Uint8Array): Uint8Array {
  return bytes.length < 4 ? bytes : setWord(bytes, 0, bytes.length);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function word(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

function setWord(bytes: Uint8Array, at: number, value: number): Uint8Array {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value >>> 0, true);
  return bytes;
}
