/** What generated code may import. Kept as data, so that imports are exact and schema names cannot shadow them. */

export const WIRE_TYPES: readonly string[] = ['Codec', 'Decoder', 'DecodeOptions', 'Extension'];

export const WIRE_VALUES: readonly string[] = (
  'after checkBigInt checkBigUint checkBool checkByteArray checkBytes checkInt checkList checkMap ' +
  'checkNumber checkRecord checkTuple codec cutOff decoder deeper EMPTY emptyTable exact fixedCodec fixedEnd ' +
  'fixvecCount headWord inItem keepElement keepUnknown listCount listTableEnd ListView malformed MAX_DEPTH messageCodec misfit missing ' +
  'putEntry putText readBigInt readBigUint readBytesList readF32 readF64 readI16 readI32 ' +
  'readI64 readI8 readLength readMolBool readMolBytes readMolText readNumber readProtoBytes readProtoText ' +
  'readTag readTuple readU16 readU32 readU64 readU8 readVarint readVarintBool readVarintU64 required room ' +
  'seal skipField smallCodec tableCount tableEnd TableView tooDeep unzigzag ' +
  'unzigzag64 varintSize vectorBytes verifyBytesList verifyMolText viewBytes viewer viewMolBytes viewMolText viewOf wideInteger ' +
  'writeBig writeBytes writeBytesList writeDouble writeFloat writeInt32 writeMolBytes writeMolText ' +
  'writeRaw writeU16 writeU32 writeU64 writeU8 writeVarint writeVarint64 zigzag64'
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
  'nothingSent',
  'received',
  'unknownMethod',
  'wrongDirection',
];

export const NAMES: ReadonlySet<string> = new Set([
  ...WIRE_TYPES,
  ...WIRE_VALUES,
  ...HANDLER_TYPES,
  ...HANDLER_VALUES,
]);
