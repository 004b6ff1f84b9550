/** Lua, a part of tentacle.lua: yamux frames and what they carry. */
export const YAMUX = String.raw`
local HEADER = 12
-- A Data frame is never larger than a receive window.
local FRAME_MAX = 67108864

local function known_frame(tvb, at)
  local type = tvb(at + 1, 1):uint()
  return tvb(at, 1):uint() == 0 and type <= 3 and (type > 0 or tvb(at + 8, 4):uint() <= FRAME_MAX)
end

local function yamux_length(tvb, _, at)
  if not known_frame(tvb, at) then return tvb:len() - at end
  return HEADER + (tvb(at + 1, 1):uint() == 0 and tvb(at + 8, 4):uint() or 0)
end

-- The body of a protocol's message: what its schema says, or bytes.
local function show_body(note, tvb, from, to, tree, top)
  local protocol = protocols[note.protocol]
  if protocol and protocol.framing == 'length-delimited-twice' then
    local inner = to - from >= 4 and tvb(from, 4):uint()
    if not inner or inner > to - from - 4 then
      top:add_proto_expert_info(E.malformed, 'E_MESSAGE_TRUNCATED: the inner length reaches beyond the message')
      return '(malformed)'
    end
    top:add(F.inner, tvb(from, 4))
    from = from + 4
    to = from + inner
  end
  for _, root in ipairs(protocol and protocol.roots or {}) do
    if not root.from or not note.role or root.from == note.role then
      over_limit(top, to - from, protocol.max)
      return show_message(protocol.schema, root.type, tvb, from, to, tree, top)
    end
  end
  top:add(F.message, tvb(from, to - from))
  return ('%d bytes'):format(to - from)
end

-- Protocol, version and sender of what was selected or sent, which stand in earlier packets.
local function show_context(note, top)
  if note.protocol then top:add(F.name, note.protocol):set_generated() end
  if note.version then top:add(F.chosen, note.version):set_generated() end
  if note.role then top:add(F.sender, note.role):set_generated() end
end

-- One piece of a Data frame; returns what to call it, if it is whole.
local function show_note(note, tvb, tree, top, id)
  local from, to = HEADER + note.at, HEADER + note.at + note.size
  if note.kind == 'prefix' then
    top:add(F.prefix, tvb(from, 4))
    return
  elseif note.kind == 'piece' then
    top:add(F.piece, tvb(from, note.size))
    return
  elseif note.kind == 'unreadable' then
    top:add(F.piece, tvb(from, note.size)):add_proto_expert_info(E.frame, 'where messages begin here is not known')
    return
  end
  if note.bytes and #note.bytes > 0 then
    tvb, from, to = ByteArray.new(note.bytes, true):tvb('Message of stream ' .. id), 0, #note.bytes
  end
  show_context(note, top)
  if note.kind == 'message' then
    return (note.protocol or '?') .. ' ' .. show_body(note, tvb, from, to, tree, top)
  end
  show_message(tentacle.common, 'ProtocolInfo', tvb, from, to, tree, top)
  if note.kind == 'request' then return 'select ' .. (note.protocol or '?') end
  return 'selected ' .. (note.protocol or '?') .. ' ' .. (note.version or '(no version)')
end

local function show_header(tvb, top, type, id)
  local flags = tvb(2, 2):uint()
  local names = {}
  for _, flag in ipairs({ { SYN, 'SYN' }, { ACK, 'ACK' }, { FIN, 'FIN' }, { RST, 'RST' } }) do
    if flags % (2 * flag[1]) >= flag[1] then names[#names + 1] = flag[2] end
  end
  local title = FRAME_TYPES[type] .. (#names > 0 and ' ' .. table.concat(names, ' ') or '')
  local item = top:add(F.yamux, tvb(0, HEADER)):set_text(('Yamux: %s, stream %d'):format(title, id))
  item:add(F.version, tvb(0, 1))
  item:add(F.type, tvb(1, 1))
  local flag_item = item:add(F.flags, tvb(2, 2))
  for _, field in ipairs({ F.syn, F.ack, F.fin, F.rst }) do flag_item:add(field, tvb(2, 2)) end
  item:add(F.stream, tvb(4, 4))
  item:add(({ [0] = F.length, F.delta, F.ping, F.goaway })[type], tvb(8, 4))
  top:append_text((', %s, stream %d'):format(title, id))
  return title
end

-- One whole yamux frame.
local function yamux_frame(tvb, pinfo, tree)
  local top = tree:add(proto, tvb())
  if not known_frame(tvb, 0) then
    top:add_proto_expert_info(E.frame, 'no yamux frame: is the session encrypted, or is something missing?')
    return tvb:len()
  end
  local type, id, length = tvb(1, 1):uint(), tvb(4, 4):uint(), tvb(8, 4):uint()
  local title = show_header(tvb, top, type, id)
  local session = session_of()
  local place = place_of(tvb, pinfo)
  if not pinfo.visited and type <= 1 then
    local sender = sender_of(pinfo)
    if tvb(2, 2):uint() % 2 == SYN then open_stream(session, id, sender) end
    if type == 0 and length > 0 then
      session.notes[place] = feed(session, session.streams[id], sender, tvb(HEADER, length):tvb())
    end
  end
  local said = {}
  for _, note in ipairs(session.notes[place] or {}) do said[#said + 1] = show_note(note, tvb, tree, top, id) end
  if #said == 0 then said[1] = title end
  pinfo.cols.info:append(('[%d] %s  '):format(id, table.concat(said, ', ')))
  return tvb:len()
end
`;
