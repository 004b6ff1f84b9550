/** Lua, a part of tentacle.lua: what the first pass notes of each connection. */
export const STREAMS = String.raw`
-- What is known of each TCP connection. The first pass over a capture goes through its bytes in order and notes what
-- stands in each frame; later passes only look that up.
local sessions = {}
local tcp_stream = Field.new('tcp.stream')
-- Nobody sends larger ones: what announces more is no message.
local SELECT_MAX = 65536
local MESSAGE_MAX = 67108864

local function session_of()
  local number = tcp_stream().value
  local session = sessions[number]
  if not session then
    session = { streams = {}, notes = {}, sides = {} }
    sessions[number] = session
  end
  return session
end

local function sender_of(pinfo) return tostring(pinfo.src) .. ' ' .. pinfo.src_port end

-- The place of a frame in the capture. Frames that were put together from segments begin at 0 of their own bytes.
local function place_of(tvb, pinfo) return pinfo.number .. ':' .. tvb:offset() .. ':' .. tvb:len() end

local function u32be(text)
  local a, b, c, d = text:byte(1, 4)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

local function u32le(text, at) return u32be(text:sub(at + 1, at + 4):reverse()) end

-- Name and versions of a ProtocolInfo, which are needed to read on; nothing if it is broken.
local function read_protocol_info(bytes)
  local function items(from, to, least)
    if to - from < 4 or u32le(bytes, from) ~= to - from then return end
    local list = {}
    if to - from == 4 then return list end
    local first = u32le(bytes, from + 4)
    if first % 4 ~= 0 or first < 4 + 4 * least or first > to - from then return end
    local count = first / 4 - 1
    for i = 1, count do
      local begins = from + u32le(bytes, from + 4 * i)
      local ends = i < count and from + u32le(bytes, from + 4 * i + 4) or to
      if begins > ends or ends > to then return end
      list[i] = { begins, ends }
    end
    return list
  end
  local function text(range) return bytes:sub(range[1] + 5, range[2]) end
  local fields = items(0, #bytes, 2)
  local versions = fields and fields[2] and items(fields[2][1], fields[2][2], 1)
  if not versions then return end
  return text(fields[1]), versions[1] and text(versions[#versions])
end

local function open_stream(session, id, sender)
  session.streams[id] = { opener = sender, sides = {} }
  -- The dialer of a session opens streams with odd numbers.
  session[id % 2 == 1 and 'dialer' or 'listener'] = sender
end

local function role_of(session, sender)
  if session.dialer then return session.dialer == sender and 'dialer' or 'listener' end
  if session.listener then return session.listener == sender and 'listener' or 'dialer' end
end

-- A whole message: the first one each way selects the protocol.
local function whole(session, stream, side, sender, note, bytes)
  note.kind = 'message'
  if not side.selected then
    side.selected = true
    note.kind = sender == stream.opener and 'request' or 'reply'
    local name, version = read_protocol_info(bytes)
    if note.kind == 'request' then stream.protocol = name else stream.version = version end
  end
  note.protocol, note.version, note.role = stream.protocol, stream.version, role_of(session, sender)
end

-- Takes the payload of one Data frame and returns what stands in it, in order.
local function feed(session, stream, sender, tvb)
  -- The capture began later than the stream.
  if not stream then return { { kind = 'unreadable', at = 0, size = tvb:len() } } end
  local side = stream.sides[sender] or { head = '', have = 0, parts = {} }
  stream.sides[sender] = side
  local notes, at, length = {}, 0, tvb:len()
  local function add(kind, size)
    local note = { kind = kind, at = at, size = size }
    notes[#notes + 1] = note
    at = at + size
    return note
  end
  while at < length do
    local protocol = side.selected and protocols[stream.protocol]
    local left = length - at
    if side.broken then
      add('unreadable', left)
    elseif protocol and protocol.framing == 'none' then
      whole(session, stream, side, sender, add('message', left), '')
    elseif side.head == '' and left >= 4 and tvb(at, 4):uint() <= left - 4 then
      local size = tvb(at, 4):uint()
      add('prefix', 4)
      local bytes = not side.selected and size > 0 and tvb(at, size):raw() or ''
      whole(session, stream, side, sender, add('message', size), bytes)
    elseif #side.head < 4 then
      local size = math.min(4 - #side.head, left)
      side.head = side.head .. tvb(at, size):raw()
      add('piece', size)
      side.broken = #side.head == 4 and u32be(side.head) > (side.selected and MESSAGE_MAX or SELECT_MAX)
    else
      local size = math.min(u32be(side.head) - side.have, left)
      side.parts[#side.parts + 1] = tvb(at, size):raw()
      side.have = side.have + size
      add('piece', size)
    end
    if #side.head == 4 and side.have == u32be(side.head) then
      local note = add('message', 0)
      note.bytes = table.concat(side.parts)
      whole(session, stream, side, sender, note, note.bytes)
      side.head, side.have, side.parts = '', 0, {}
    end
  end
  return notes
end
`;
