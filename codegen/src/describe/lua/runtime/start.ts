/** Lua, a part of tentacle.lua: where TCP comes in. */
export const START = String.raw`
tentacle.common.proto = proto
for _, field in ipairs(define_fields(tentacle.common, 'tentacle')) do own_fields[#own_fields + 1] = field end
proto.fields = own_fields
proto.experts = { E.malformed, E.limit, E.frame }

function proto.init() sessions = {} end

function proto.dissector(tvb, pinfo, tree)
  local session = session_of()
  session.kind = session.kind or (looks_like_secio(tvb) and 'secio' or 'yamux')
  pinfo.cols.protocol = 'Tentacle'
  pinfo.cols.info:clear()
  if session.kind == 'secio' then
    dissect_tcp_pdus(tvb, tree, 4, secio_length, secio_frame)
  else
    dissect_tcp_pdus(tvb, tree, HEADER, yamux_length, yamux_frame)
  end
  -- What this segment says stays when the next one in the packet is looked at.
  pinfo.cols.info:fence()
  return tvb:len()
end

proto:register_heuristic('tcp', function(tvb, pinfo, tree)
  if not looks_like_yamux(tvb) and not looks_like_secio(tvb) then return false end
  pinfo.conversation = proto
  proto.dissector(tvb, pinfo, tree)
  return true
end)
DissectorTable.get('tcp.port'):add_for_decode_as(proto)

package.loaded['tentacle'] = tentacle
return tentacle
`;
