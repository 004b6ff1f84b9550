/** What generated code may import. Kept as data, so that imports are exact and schema names cannot shadow them. */

export const WIRE_TYPES: readonly string[] = ['Codec', 'DecodeOptions'];

export const WIRE_VALUES: readonly string[] = (
  'after allocate checkBigInt checkBigUint checkBool checkByteArray checkBytes checkInt checkList checkMap checkNumber ' +
  'checkRecord checkText checkTuple checkUint deeper delimited dynvecCount EMPTY emptyTable exact fixedEnd fixvecCount ' +
  'int32Size MAX_DEPTH misfit missing readBigInt readBigUint readByteArray readF32 readF64 readI16 readI32 readI64 readI8 readLength ' +
  'readMolBool readMolBytes readMolText readProtoBytes readProtoText readTag readU16 readU32 readU64 readVarint ' +
  'readVarintBool readVarintI64 readVarintU64 readZigzag readZigzag64 room skipField sliceBytes tableCount tooMany ' +
  'unionId unknownItem unknownType varint64Size varintSize writeBig writeF32 writeF64 writeInt32 writeMolBytes ' +
  'writeMolText writeProtoBytes writeProtoText writeRaw writeU16 writeU32 writeU64 writeU8 writeVarint writeVarint64 ' +
  'zigzag zigzag64'
).split(' ');

export const HANDLER_TYPES: readonly string[] =
  'Answered DirectedProtocolOf Handled Lifecycle NoMessages Peer Priority ProtocolOf RequestOptions ServiceOf'.split(
    ' ',
  );

export const HANDLER_VALUES: readonly string[] = [
  'defineDirectedProtocol',
  'defineProtocol',
  'defineService',
  'notServed',
  'wrongDirection',
];

export const NAMES: ReadonlySet<string> = new Set([
  ...WIRE_TYPES,
  ...WIRE_VALUES,
  ...HANDLER_TYPES,
  ...HANDLER_VALUES,
]);
