/** Lua, a part of tentacle.lua: fields of the session and how a message ends early. */
export const CORE = String.raw`
-- A second script finds the first one's.
if package.loaded['tentacle'] then return package.loaded['tentacle'] end

-- What the scripts of the schemas use.
local tentacle = {}
-- Protocols by their name on the wire.
local protocols = {}

local proto = Proto('tentacle', 'Tentacle session (plaintext)')

local YES_NO = { 'yes', 'no' }
local FRAME_TYPES = { [0] = 'Data', [1] = 'WindowUpdate', [2] = 'Ping', [3] = 'GoAway' }
local GO_AWAY = { [0] = 'normal', [1] = 'protocol error', [2] = 'internal error' }
local SYN, ACK, FIN, RST = 1, 2, 4, 8

local F = {
  yamux = ProtoField.none('tentacle.yamux', 'Yamux'),
  version = ProtoField.uint8('tentacle.yamux.version', 'Version'),
  type = ProtoField.uint8('tentacle.yamux.type', 'Type', base.DEC, FRAME_TYPES),
  flags = ProtoField.uint16('tentacle.yamux.flags', 'Flags', base.HEX),
  syn = ProtoField.bool('tentacle.yamux.flags.syn', 'SYN', 16, YES_NO, SYN),
  ack = ProtoField.bool('tentacle.yamux.flags.ack', 'ACK', 16, YES_NO, ACK),
  fin = ProtoField.bool('tentacle.yamux.flags.fin', 'FIN', 16, YES_NO, FIN),
  rst = ProtoField.bool('tentacle.yamux.flags.rst', 'RST', 16, YES_NO, RST),
  stream = ProtoField.uint32('tentacle.yamux.stream', 'Stream'),
  length = ProtoField.uint32('tentacle.yamux.length', 'Length'),
  delta = ProtoField.uint32('tentacle.yamux.delta', 'Window delta'),
  ping = ProtoField.uint32('tentacle.yamux.ping', 'Ping id'),
  goaway = ProtoField.uint32('tentacle.yamux.goaway', 'Code', base.DEC, GO_AWAY),
  prefix = ProtoField.uint32('tentacle.message.length', 'Message length'),
  inner = ProtoField.uint32('tentacle.message.inner_length', 'Inner length'),
  message = ProtoField.bytes('tentacle.message', 'Message'),
  piece = ProtoField.bytes('tentacle.message.piece', 'Piece of a message'),
  name = ProtoField.string('tentacle.protocol', 'Protocol'),
  chosen = ProtoField.string('tentacle.protocol.version', 'Version'),
  sender = ProtoField.string('tentacle.message.sender', 'Sent by'),
  secio = ProtoField.none('tentacle.secio', 'Secio'),
  record = ProtoField.bytes('tentacle.secio.record', 'Encrypted record'),
  record_length = ProtoField.uint32('tentacle.secio.length', 'Length'),
  total = ProtoField.uint32('tentacle.molecule.total_size', 'Total size'),
  offset = ProtoField.uint32('tentacle.molecule.offset', 'Offset'),
  count = ProtoField.uint32('tentacle.molecule.count', 'Count'),
  extra = ProtoField.bytes('tentacle.molecule.unknown_field', 'Unknown field'),
  tag = ProtoField.uint32('tentacle.protobuf.tag', 'Tag', base.DEC),
  delimiter = ProtoField.uint32('tentacle.protobuf.length', 'Length'),
  unknown = ProtoField.bytes('tentacle.protobuf.unknown_field', 'Unknown field'),
}

local E = {
  malformed = ProtoExpert.new('tentacle.malformed', 'Malformed message', expert.group.MALFORMED, expert.severity.ERROR),
  limit = ProtoExpert.new('tentacle.limit', 'More than the schema allows', expert.group.PROTOCOL, expert.severity.WARN),
  frame = ProtoExpert.new('tentacle.bad_frame', 'Bad frame', expert.group.MALFORMED, expert.severity.ERROR),
}

-- Fields that the session's own messages and the words above have; the proto gets them in one go at the end.
local own_fields = {}
for _, field in pairs(F) do own_fields[#own_fields + 1] = field end

-- The bytes are not what the schema says: ends the message.
local function stop(code, at, text) error({ code = code, at = at, text = text }, 0) end

local function over_limit(item, count, max)
  if max and count > max then
    item:add_proto_expert_info(E.limit, ('E_WIRE_LIMIT: %d where at most %d are allowed'):format(count, max))
  end
end
`;
