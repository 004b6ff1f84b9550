/** Codecs of @ckb-lumos/codec, with `Uint8Array` for byte fields: its hex strings would be slower still. */
import codecs from '@ckb-lumos/codec';

const { molecule, number } = codecs;
const { table, union, vector, byteVecOf } = molecule;
const { TextDecoder, TextEncoder } = globalThis;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const Bytes = byteVecOf({ pack: (bytes) => bytes, unpack: (bytes) => bytes });
const Text = byteVecOf({ pack: (text) => encoder.encode(text), unpack: (bytes) => decoder.decode(bytes) });
const Bool = {
  __isFixedCodec__: true,
  byteLength: 1,
  pack: (flag) => Uint8Array.of(flag ? 1 : 0),
  unpack: ([byte]) => byte === 1,
};
const Node = table({ addresses: vector(Bytes) }, ['addresses']);
const Nonce = table({ nonce: number.Uint32LE }, ['nonce']);

export const nodes = table({ announce: Bool, items: vector(Node) }, ['announce', 'items']);
export const ping = table({ payload: union({ Ping: Nonce, Pong: Nonce }, ['Ping', 'Pong']) }, ['payload']);
export const propose = table({ rand: Bytes, pubkey: Bytes, exchanges: Text, ciphers: Text, hashes: Text }, [
  'rand',
  'pubkey',
  'exchanges',
  'ciphers',
  'hashes',
]);

const types = { nodes, ping, propose };

export const candidate = {
  async subject(message, value) {
    const type = types[message];
    if (type === undefined) return undefined;
    return { value, encode: (packable) => type.pack(packable), decode: (bytes) => type.unpack(bytes) };
  },
};
