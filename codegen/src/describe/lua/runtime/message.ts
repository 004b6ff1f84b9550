/** Lua, a part of tentacle.lua: one message. */
export const MESSAGE = String.raw`
-- One message with what is wrong in it; returns what to call it. The session's own messages stand in its layer top,
-- those of a schema are a layer of their own.
local function show_message(schema, type_name, tvb, from, to, tree, top)
  local decl = schema.types[type_name]
  local range = tvb(from, to - from)
  if schema ~= tentacle.common then top = tree:add(schema.proto, range) end
  local item = top:add(decl.field, range)
  local fine, result = pcall(function()
    if schema.format == 'molecule' then return molecule.declared(schema, decl, tvb, item, from, to) end
    protobuf.fields(schema, decl.by_number, tvb, item, from, to, MAX_DEPTH)
  end)
  if fine then return result or type_name end
  if type(result) ~= 'table' then error(result, 0) end
  local text = ('%s at byte %d: %s'):format(result.code, result.at - from, result.text)
  top:add_proto_expert_info(E.malformed, text)
  return type_name .. ' (malformed)'
end
`;
