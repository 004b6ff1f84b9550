/** Lua, a part of tentacle.lua: molecule values. */
export const MOLECULE = String.raw`
-- Molecule: the checks of the official reader in its order. Ranges are [from, to).
local molecule = {}

local function word(tvb, at) return tvb(at, 4):le_uint() end

-- Total size and offsets: adds them to the tree and returns where the items begin, and how many there are. Only a
-- table has fields and a least count.
local function offsets(tvb, tree, from, to, fields, least, max)
  local length = to - from
  if length < 4 then stop('E_WIRE_HEADER', from, 'too few bytes for a header') end
  local total = word(tvb, from)
  tree:add_le(F.total, tvb(from, 4))
  if total ~= length then stop('E_WIRE_TOTAL_SIZE', from, ('expected %d bytes, %d are there'):format(total, length)) end
  if length == 4 and not least then return {} end
  if length < 8 then stop(least and 'E_WIRE_HEADER' or 'E_WIRE_TOTAL_SIZE', from, 'too few bytes for an offset') end
  local first = word(tvb, from + 4)
  if first % 4 ~= 0 or first < 8 then stop('E_WIRE_OFFSETS', from + 4, 'no offset behind a header') end
  if first > length then stop('E_WIRE_HEADER', from, 'the header is longer than the value') end
  local count = first / 4 - 1
  if least and count < least then stop('E_WIRE_FIELD_COUNT', from, ('%d fields are too few'):format(count)) end
  local function bad(at, offset)
    stop('E_WIRE_OFFSETS', at, ('the offset %d is out of order or out of range'):format(offset))
  end
  local list, previous = {}, 0
  for i = 1, count do
    local at = from + 4 * i
    local offset = word(tvb, at)
    local item = tree:add_le(F.offset, tvb(at, 4))
    if fields then item:append_text(' (' .. (fields[i] and fields[i].name or 'unknown') .. ')') end
    if previous > offset then bad(at - 4, previous) end
    list[i] = from + offset
    previous = offset
  end
  if previous > length then bad(from + 4 * count, previous) end
  if max then over_limit(tree, count, max) end
  list[count + 1] = to
  return list, count
end

-- The count in front of items of one size each.
local function item_count(tvb, tree, from, to, size, max)
  if to - from < 4 then stop('E_WIRE_HEADER', from, 'too few bytes for a header') end
  local count = word(tvb, from)
  local item = tree:add_le(F.count, tvb(from, 4))
  if to - from ~= 4 + count * size then
    stop('E_WIRE_TOTAL_SIZE', from, ('expected %d bytes, %d are there'):format(4 + count * size, to - from))
  end
  over_limit(item, count, max)
  return count
end

-- A value whose size is known and there.
function molecule.fixed(schema, shape, field, tvb, tree, at)
  local kind = shape.kind
  local range = tvb(at, shape.size)
  if kind == 'integer' and shape.bits <= 64 then
    tree:add_le(field, range)
  elseif kind == 'bool' then
    local item = tree:add(field, range)
    if range:uint() > 1 then
      item:add_proto_expert_info(E.malformed, 'E_WIRE_VALUE: a Bool is 0 or 1')
    end
  elseif kind == 'array' then
    for i = 0, shape.count - 1 do
      molecule.fixed(schema, shape.item, field, tvb, tree, at + i * shape.item.size)
    end
  elseif kind == 'named' then
    local item = tree:add(field, range)
    for _, inner in ipairs(schema.types[shape.name].fields) do
      molecule.fixed(schema, inner.shape, inner.field, tvb, item, at)
      at = at + inner.shape.size
    end
  else
    tree:add(field, range)
  end
end

function molecule.value(schema, shape, field, tvb, tree, from, to)
  local kind = shape.kind
  if kind == 'option' then
    if from == to then return end
    return molecule.value(schema, shape.item, field, tvb, tree, from, to)
  elseif shape.size then
    if to - from ~= shape.size then
      stop('E_WIRE_TOTAL_SIZE', from, ('expected %d bytes, %d are there'):format(shape.size, to - from))
    end
    return molecule.fixed(schema, shape, field, tvb, tree, from)
  elseif kind == 'bytes' or kind == 'text' then
    local count = item_count(tvb, tree, from, to, 1, shape.max)
    local range = tvb(from + 4, count)
    if kind == 'text' then tree:add_packet_field(field, range, ENC_UTF_8) else tree:add(field, range) end
  elseif kind == 'list' and shape.item.size then
    local size = shape.item.size
    local count = item_count(tvb, tree, from, to, size, shape.max)
    for i = 0, count - 1 do molecule.fixed(schema, shape.item, field, tvb, tree, from + 4 + i * size) end
  elseif kind == 'list' then
    local list, count = offsets(tvb, tree, from, to, nil, nil, shape.max)
    for i = 1, count or 0 do molecule.value(schema, shape.item, field, tvb, tree, list[i], list[i + 1]) end
  else
    local item = tree:add(field, tvb(from, to - from))
    return molecule.declared(schema, schema.types[shape.name], tvb, item, from, to)
  end
end

-- The parts of a union or table, into the item that stands for it. Returns the name of what a union holds, also of
-- one in the only field of a table.
function molecule.declared(schema, decl, tvb, tree, from, to)
  if decl.kind == 'struct' then
    if to - from ~= decl.size then stop('E_WIRE_TOTAL_SIZE', from, 'not the size of the struct') end
    for _, inner in ipairs(decl.fields) do
      molecule.fixed(schema, inner.shape, inner.field, tvb, tree, from)
      from = from + inner.shape.size
    end
  elseif decl.kind == 'union' then
    if to - from < 4 then stop('E_WIRE_HEADER', from, 'too few bytes for an item id') end
    local id = word(tvb, from)
    tree:add_le(decl.id_field, tvb(from, 4))
    for _, item in ipairs(decl.items) do
      if item.id == id then
        tree:append_text(': ' .. item.name)
        molecule.value(schema, item.shape, item.field, tvb, tree, from + 4, to)
        return item.name
      end
    end
    stop('E_WIRE_UNKNOWN_ITEM', from, ('no item has the id %d'):format(id))
  else
    return molecule.fields(schema, decl, tvb, tree, from, to)
  end
end

function molecule.fields(schema, decl, tvb, tree, from, to)
  if #decl.fields == 0 then
    if to - from < 4 then stop('E_WIRE_HEADER', from, 'too few bytes for a header') end
    tree:add_le(F.total, tvb(from, 4))
    if word(tvb, from) ~= to - from then stop('E_WIRE_TOTAL_SIZE', from, 'not the size of the table') end
    return
  end
  local list, count = offsets(tvb, tree, from, to, decl.fields, decl.least)
  local held
  for i, field in ipairs(decl.fields) do
    if i > count then break end
    held = molecule.value(schema, field.shape, field.field, tvb, tree, list[i], list[i + 1])
  end
  for i = #decl.fields + 1, count do tree:add(F.extra, tvb(list[i], list[i + 1] - list[i])) end
  return #decl.fields == 1 and held or nil
end
`;
