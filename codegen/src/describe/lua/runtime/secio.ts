/** Lua, a part of tentacle.lua: frames of encrypted sessions, and how a session is recognised. */
export const SECIO = String.raw`
local SECIO_NAMES = { 'Propose', 'Exchange' }

local function secio_length(tvb, _, at) return 4 + tvb(at, 4):uint() end

-- One frame of an encrypted session: the first two each way can be read.
local function secio_frame(tvb, pinfo, tree)
  local top = tree:add(proto, tvb())
  local session = session_of()
  local place = place_of(tvb, pinfo)
  if not pinfo.visited then
    local sender = sender_of(pinfo)
    session.sides[sender] = (session.sides[sender] or 0) + 1
    session.notes[place] = session.sides[sender]
  end
  local name = SECIO_NAMES[session.notes[place]]
  local size = tvb:len() - 4
  local item = top:add(F.secio, tvb()):set_text('Secio: ' .. (name or 'encrypted record'))
  item:add(F.record_length, tvb(0, 4))
  if name then
    show_message(tentacle.common, name, tvb, 4, tvb:len(), tree, top)
  elseif size > 0 then
    item:add(F.record, tvb(4, size))
  end
  pinfo.cols.info:append(('secio %s (%d bytes)  '):format(name or 'record', size))
  return tvb:len()
end

-- A Propose: its length once big-endian and once in molecule, then the first of five offsets.
local function looks_like_secio(tvb)
  return tvb:len() >= 12 and tvb(0, 4):uint() == tvb(4, 4):le_uint() and tvb(8, 4):le_uint() == 24
end

-- The first frame of a session opens a stream: of the dialer 1, of the listener 2.
local function looks_like_yamux(tvb)
  if tvb:len() < HEADER or not known_frame(tvb, 0) then return false end
  local id = tvb(4, 4):uint()
  return tvb(1, 1):uint() <= 1 and tvb(2, 2):uint() == SYN and (id == 1 or id == 2)
end
`;
