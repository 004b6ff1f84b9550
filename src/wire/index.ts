/** What generated codecs import (`tentacle-ts/wire`). */
export type { Codec, DecodeOptions } from './codec.js';
export { misfit, WireError } from './error.js';
export type { WireCode } from './error.js';
export {
  allocate,
  checkByteArray,
  checkBytes,
  COPY_UP_TO,
  EMPTY,
  readByteArray,
  sliceBytes,
  writeRaw,
} from './bytes.js';
export * from './check.js';
export * from './fixed.js';
export * from './mol.js';
export * from './proto.js';
export { checkText } from './utf8.js';
export * from './varint.js';
