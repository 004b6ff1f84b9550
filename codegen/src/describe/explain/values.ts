/** Decoded values as people read them. */
import type { EnumType, Shape } from '../../ir/model.js';
import { countOf, grouped, spacedHex } from '../terms.js';

const SHOWN_BYTES = 16;
const SHOWN_CHARACTERS = 60;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text in `bytes`, or `undefined` if they are not valid UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function showText(text: string): string {
  const characters = [...text];
  if (characters.length <= SHOWN_CHARACTERS) return JSON.stringify(text);
  return `${JSON.stringify(characters.slice(0, SHOWN_CHARACTERS).join(''))}… (${grouped(characters.length)} characters)`;
}

export function showBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const shown = spacedHex(bytes.subarray(0, SHOWN_BYTES));
  return bytes.length <= SHOWN_BYTES ? shown : `${shown} … (${countOf(bytes.length, 'byte')})`;
}

/** `2 (CLOSE_REASON_PEER_RESET)`; numbers without a name say so. */
export function showEnum(number: number, decl: EnumType): string {
  const known = decl.values.find((value) => value.number === number);
  return known === undefined ? `${number} (no value of ${decl.name})` : `${number} (${known.name})`;
}

/** A little-endian integer of fixed width. */
export function integerIn(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

/** A float of fixed width. Minus zero keeps its sign: its bits are not zero. */
export function floatIn(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A protobuf varint as the value of a shape. Longer ones are cut, as the encoding guide says. */
export function varintValue(bits: bigint, shape: Shape, decl: EnumType | undefined): bigint | boolean {
  if (shape.kind === 'bool') return bits !== 0n;
  if (shape.kind !== 'integer' || decl !== undefined) return BigInt.asIntN(32, bits);
  if (shape.encoding === 'zigzag') {
    const cut = BigInt.asUintN(shape.bits, bits);
    return (cut >> 1n) ^ -(cut & 1n);
  }
  return shape.signed ? BigInt.asIntN(shape.bits, bits) : BigInt.asUintN(shape.bits, bits);
}
