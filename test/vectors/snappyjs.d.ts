declare module 'snappyjs' {
  /** Decompresses one raw snappy block. */
  export function uncompress(bytes: Uint8Array): Uint8Array;
}
