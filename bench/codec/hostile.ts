/** Messages of 1 MiB that ask for as much memory as they can. Their schemas have no limits. */
const WIRE_BYTES = 1 << 20;

interface Hostile {
  /** Candidates that can decode it. One that only looks at what is asked for would join them here. */
  readonly readers: readonly string[];
  /** Type of `schemas/hostile*` that reads it. */
  readonly module: 'hostile' | 'hostile_lists';
  readonly type: string;
  readonly wire: () => Uint8Array;
}

const PROTOBUF = ['generated', 'protobufjs-static', 'protobuf-es'];
const MOLECULE = ['generated'];

export const HOSTILE = {
  'heap-empty-blobs': {
    readers: PROTOBUF,
    module: 'hostile',
    type: 'Hostile',
    wire: () => repeated([0x0a, 0]),
  },
  'heap-short-words': {
    readers: PROTOBUF,
    module: 'hostile',
    type: 'Hostile',
    wire: () => repeated([0x12, 1, 0x61]),
  },
  'heap-empty-bytes': {
    readers: MOLECULE,
    module: 'hostile_lists',
    type: 'HostileBytes',
    wire: () => tableOf([0, 0, 0, 0]),
  },
  'heap-empty-nodes': {
    readers: MOLECULE,
    module: 'hostile_lists',
    type: 'HostileNodes',
    wire: () => tableOf([12, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0]),
  },
} satisfies Readonly<Record<string, Hostile>>;

export type HostileName = keyof typeof HOSTILE;

/** The same protobuf field over and over. */
function repeated(field: readonly number[]): Uint8Array {
  const count = Math.floor(WIRE_BYTES / field.length);
  const bytes = new Uint8Array(count * field.length);
  for (let i = 0; i < count; i++) bytes.set(field, i * field.length);
  return bytes;
}

/** A molecule table of one field, a vector of the same item over and over. */
function tableOf(item: readonly number[]): Uint8Array {
  const count = Math.floor((WIRE_BYTES - 12) / (item.length + 4));
  const bytes = new Uint8Array(12 + count * (item.length + 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, 8, true);
  view.setUint32(8, bytes.length - 8, true);
  const first = 4 + 4 * count;
  for (let i = 0; i < count; i++) {
    view.setUint32(12 + 4 * i, first + i * item.length, true);
    bytes.set(item, 8 + first + i * item.length);
  }
  return bytes;
}
