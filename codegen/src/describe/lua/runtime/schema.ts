/** Lua, a part of tentacle.lua: schemas and their filter fields. */
export const SCHEMA = String.raw`
-- Integers of up to 64 bits by size; wider ones are shown as bytes.
local INTEGERS = {
  [8] = { ProtoField.uint8, ProtoField.int8 },
  [16] = { ProtoField.uint16, ProtoField.int16 },
  [32] = { ProtoField.uint32, ProtoField.int32 },
  [64] = { ProtoField.uint64, ProtoField.int64 },
}

-- The shape of the values that a field holds, whatever holds them together.
local function leaf_of(shape)
  while shape.item do shape = shape.item end
  return shape
end

local function new_field(schema, abbrev, name, shape, doc)
  local leaf = leaf_of(shape)
  local kind = leaf.kind
  local named = kind == 'named' and schema.types[leaf.name] or nil
  if named and named.kind == 'enum' then
    return ProtoField.int32(abbrev, name, base.DEC, named.values, nil, doc)
  elseif kind == 'integer' and INTEGERS[leaf.bits] then
    return INTEGERS[leaf.bits][leaf.signed and 2 or 1](abbrev, name, base.DEC, nil, nil, doc)
  elseif kind == 'integer' or kind == 'bytes' or kind == 'byteArray' then
    return ProtoField.bytes(abbrev, name, base.NONE, doc)
  elseif kind == 'bool' then
    return ProtoField.bool(abbrev, name, base.NONE, nil, nil, doc)
  elseif kind == 'float' then
    return (leaf.bits == 32 and ProtoField.float or ProtoField.double)(abbrev, name, doc)
  elseif kind == 'text' then
    return ProtoField.string(abbrev, name, base.ASCII, doc)
  end
  return ProtoField.none(abbrev, name, doc)
end

-- Gives every field of the schema a place in the tree; returns them all.
local function define_fields(schema, prefix)
  local all = {}
  local function define(abbrev, ...)
    local field = new_field(schema, prefix .. '.' .. abbrev, ...)
    all[#all + 1] = field
    return field
  end
  local function define_member(owner, member)
    if member.shape.kind == 'oneof' then
      for _, inner in ipairs(member.shape.members) do define_member(owner, inner) end
      return
    end
    local abbrev = owner.abbrev .. '.' .. member.abbrev
    if member.shape.kind == 'map' then
      member.field = define(abbrev, member.name, member.shape, member.doc)
      member.key_field = define(abbrev .. '.key', member.name .. ' key', member.shape.key)
      member.value_field = define(abbrev .. '.value', member.name .. ' value', member.shape.value)
    else
      member.field = define(abbrev, member.name, member.shape, member.doc)
    end
  end
  local names = {}
  for name in pairs(schema.types) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local decl = schema.types[name]
    if decl.kind == 'union' then
      local ids = {}
      for _, item in ipairs(decl.items) do
        ids[item.id] = item.name
        if item.abbrev then define_member(decl, item) end
      end
      decl.field = define(decl.abbrev, name, { kind = 'union' })
      decl.id_field = ProtoField.uint32(prefix .. '.' .. decl.abbrev .. '.id', 'Item id', base.DEC, ids)
      all[#all + 1] = decl.id_field
    elseif decl.fields then
      decl.field = define(decl.abbrev, name, { kind = 'record' }, decl.doc)
      for _, field in ipairs(decl.fields) do define_member(decl, field) end
      if decl.kind == 'message' then decl.by_number = by_number(decl.fields) end
    end
  end
  for _, decl in pairs(schema.types) do
    for _, item in ipairs(decl.items or {}) do item.field = item.field or schema.types[item.shape.name].field end
  end
  return all
end

-- A proto of the schema's name, or of tentacle.<name> where Wireshark has one of that name already.
local function new_proto(schema)
  local title = 'Tentacle ' .. schema.stem .. ' (' .. schema.source .. ')'
  local free, created = pcall(Proto, schema.stem, title)
  if free then return created, schema.stem end
  return Proto('tentacle.' .. schema.stem, title), 'tentacle.' .. schema.stem
end

-- Makes the protocols of a schema known.
function tentacle.register(schema)
  local prefix
  schema.proto, prefix = new_proto(schema)
  schema.proto.fields = define_fields(schema, prefix)
  for _, protocol in ipairs(schema.protocols) do
    protocol.schema = schema
    protocols[protocol.name] = protocol
  end
end
`;
