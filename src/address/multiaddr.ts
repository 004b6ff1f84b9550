import { fail, quote, type TentacleError } from '../errors.js';
import {
  protocolByCode,
  protocolByName,
  type AddressProtocol,
  type ProtocolName,
} from './multiaddr-protocols.js';
import { readVarint, writeVarint } from './varint.js';

/** Largest address accepted. A name of 255 bytes, a peer id and all protocols together stay below it. */
export const MAX_MULTIADDR_BYTES = 1024;

/** No text of an address has more characters; checked before anything is parsed. */
const MAX_TEXT_CHARACTERS = 4 * MAX_MULTIADDR_BYTES;

/** One step of an address. */
export interface Component {
  readonly protocol: ProtocolName;
  /** Canonical text, `undefined` for protocols without a value (`ws`). May be empty (`/tls/`). */
  readonly value: string | undefined;
}

/**
 * An address made of steps, `/ip4/127.0.0.1/tcp/1337/p2p/Qm…`. Immutable. Text and bytes are two forms of the same
 * value, each with one spelling.
 *
 * @example
 * const address = Multiaddr.parse('/ip4/127.0.0.1/tcp/1337').with('ws');
 * address.get('tcp'); // '1337'
 */
export class Multiaddr {
  readonly components: readonly Component[];
  readonly #bytes: Uint8Array;
  readonly #text: string;

  private constructor(components: readonly Component[], bytes: Uint8Array) {
    this.components = Object.freeze(components.map((component) => Object.freeze(component)));
    this.#bytes = bytes;
    this.#text = components
      .map(({ protocol, value }) => `/${protocol}${value === undefined ? '' : `/${value}`}`)
      .join('');
  }

  /**
   * Reads the text form. Any order of protocols that is well-formed is accepted.
   *
   * @throws `E_ADDRESS_INVALID`
   */
  static parse(text: string): Multiaddr {
    if (typeof text !== 'string') throw invalid(`a value of type ${typeof text}`, 'an address is a text');
    if (text.length > MAX_TEXT_CHARACTERS) throw invalid(`a text of ${text.length} characters`, 'too long');
    const [before, ...words] = text.split('/');
    if (before !== '' || words.length === 0) throw invalid(quote(text), 'an address starts with /');
    const parts: Uint8Array[] = [];
    for (let at = 0; at < words.length; at++) {
      const name = words[at] ?? '';
      const protocol = protocolByName(name);
      if (protocol === undefined) throw invalid(quote(text), `unknown protocol ${quote(name)}`);
      if (protocol.size !== 0) at++;
      const value = protocol.size === 0 ? undefined : words[at];
      parts.push(encode(protocol, value, text));
    }
    // By way of the bytes: they make every value canonical.
    return Multiaddr.fromBytes(concat(parts));
  }

  /**
   * Reads the binary form. No bytes at all are the empty address, which has no text form of its own.
   *
   * @throws `E_ADDRESS_INVALID`
   */
  static fromBytes(bytes: Uint8Array): Multiaddr {
    if (bytes.length > MAX_MULTIADDR_BYTES) {
      throw invalid(`an address of ${bytes.length} bytes`, `longer than ${MAX_MULTIADDR_BYTES}`);
    }
    const components: Component[] = [];
    for (let at = 0; at < bytes.length;) {
      const { component, end } = decode(bytes, at);
      components.push(component);
      at = end;
    }
    return new Multiaddr(components, Uint8Array.from(bytes));
  }

  /** The binary form, a copy each time. */
  get bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }

  /** `true` if a step of this protocol is there, with or without a value. */
  has(protocol: ProtocolName): boolean {
    return this.components.some((component) => component.protocol === protocol);
  }

  /** The value of the first step of this protocol. */
  get(protocol: ProtocolName): string | undefined {
    return this.components.find((component) => component.protocol === protocol)?.value;
  }

  /**
   * This address with one more step at its end.
   *
   * @throws `E_ADDRESS_INVALID` if `value` does not fit the protocol
   */
  with(protocol: ProtocolName, value?: string): Multiaddr {
    const row = protocolByName(protocol);
    if (row === undefined) throw invalid(quote(this.#text), `unknown protocol ${quote(protocol)}`);
    if (row.size === 0 && value !== undefined) throw invalid(quote(this.#text), `${protocol} takes no value`);
    return Multiaddr.fromBytes(concat([this.#bytes, encode(row, value, this.#text)]));
  }

  /** This address without any step of this protocol. */
  without(protocol: ProtocolName): Multiaddr {
    if (!this.has(protocol)) return this;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < this.#bytes.length;) {
      const { component, end } = decode(this.#bytes, at);
      if (component.protocol !== protocol) parts.push(this.#bytes.subarray(at, end));
      at = end;
    }
    return Multiaddr.fromBytes(concat(parts));
  }

  equals(other: Multiaddr): boolean {
    return this.#text === other.#text;
  }
}

/** The bytes of one step. `whole` names the address in errors. */
function encode(
  { name, code, size, toBytes }: AddressProtocol,
  value: string | undefined,
  whole: string,
): Uint8Array {
  if (size !== 0 && value === undefined) throw invalid(quote(whole), `${name} needs a value`);
  const bytes = toBytes(value ?? '');
  if (bytes === undefined) throw invalid(quote(whole), `${quote(value ?? '')} is no value of ${name}`);
  const length = size === 'prefixed' ? writeVarint(bytes.length) : new Uint8Array();
  return concat([writeVarint(code), length, bytes]);
}

/** The step that starts at `start`, and where the next one does. */
function decode(bytes: Uint8Array, start: number): { component: Component; end: number } {
  const code = readVarint(bytes, start);
  if (code === undefined) throw invalid('bytes of an address', `no minimal varint at ${start}`);
  const protocol = protocolByCode(code.value);
  if (protocol === undefined) throw invalid('bytes of an address', `unknown protocol code ${code.value}`);
  const { name, size, toText } = protocol;
  const length = size === 'prefixed' ? readVarint(bytes, code.end) : { value: size, end: code.end };
  if (length === undefined) throw invalid('bytes of an address', `no minimal varint at ${code.end}`);
  const end = length.end + length.value;
  if (end > bytes.length) throw invalid('bytes of an address', `${name} is cut off`);
  const value = toText(bytes.subarray(length.end, end));
  if (value === undefined) throw invalid('bytes of an address', `no value of ${name} at ${length.end}`);
  return { component: { protocol: name, value: size === 0 ? undefined : value }, end };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function invalid(what: string, reason: string): TentacleError {
  return fail('E_ADDRESS_INVALID', `${what}: ${reason}`);
}
