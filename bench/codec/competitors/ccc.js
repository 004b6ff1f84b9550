/** Codecs of @ckb-ccc/core, with `Uint8Array` for byte fields: its hex strings would be slower still. */
import { mol } from '@ckb-ccc/core';

const { table, union, vector, byteVec } = mol;
const { TextDecoder, TextEncoder } = globalThis;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const Bytes = byteVec({ encode: (bytes) => bytes, decode: (bytes) => bytes });
const Text = byteVec({ encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) });
const Node = table({ addresses: vector(Bytes) });
const Nonce = table({ nonce: mol.Uint32 });

export const nodes = table({ announce: mol.Bool, items: vector(Node) });
export const ping = table({ payload: union({ Ping: Nonce, Pong: Nonce }) });
export const propose = table({ rand: Bytes, pubkey: Bytes, exchanges: Text, ciphers: Text, hashes: Text });

const types = { nodes, ping, propose };

export const candidate = {
  async subject(message, value) {
    const type = types[message];
    if (type === undefined) return undefined;
    return { value, encode: (encodable) => type.encode(encodable), decode: (bytes) => type.decode(bytes) };
  },
};
