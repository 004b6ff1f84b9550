/** What generated codecs import (`tentacle-ts/wire`). */
export { codec, fixedCodec, messageCodec, smallCodec } from './codec.js';
export type { Codec, Decoder, DecodeOptions } from './codec.js';
export { inItem, malformed, misfit, WireError } from './error.js';
export type { WireCode } from './error.js';
export * from './bytes.js';
export * from './check.js';
export { encoded, measure } from './encode.js';
export { type Extensible, type Extension, getExtension, setExtension } from './extension.js';
export * from './fixed.js';
export * from './mol.js';
export * from './mol-bytes-list.js';
export * from './proto.js';
export * from './proto-write.js';
export * from './varint.js';
export * from './view.js';
