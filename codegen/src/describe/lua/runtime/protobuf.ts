/** Lua, a part of tentacle.lua: protobuf messages. */
export const PROTOBUF = String.raw`
-- Protobuf. Numbers of 64 bits come in halves: a Lua number does not hold them.
local protobuf = {}
local MAX_DEPTH = 100
local TWO_32 = 4294967296

-- Low and high 32 bits of a varint, and where it ends.
local function varint(tvb, at, to)
  local low, high = 0, 0
  for i = 0, 9 do
    if at + i >= to then stop('E_WIRE_VARINT', at, 'a varint is cut off') end
    local byte = tvb(at + i, 1):uint()
    local bits = byte % 128
    if i < 4 then
      low = low + bits * 2 ^ (7 * i)
    elseif i == 4 then
      low = low + bits % 16 * 2 ^ 28
      high = math.floor(bits / 16)
    elseif i < 9 then
      high = high + bits * 2 ^ (7 * i - 32)
    else
      high = high + bits % 2 * 2 ^ 31
    end
    if byte < 128 then return math.floor(low), math.floor(high), at + i + 1 end
  end
  stop('E_WIRE_VARINT', at, 'a varint is longer than ten bytes')
end

-- Tags and lengths have at most five bytes.
local function short_varint(tvb, at, to)
  local low, high, after = varint(tvb, at, to)
  if after > at + 5 then stop('E_WIRE_VARINT', at, 'a tag or length is longer than five bytes') end
  return low, high, after
end

local function signed(low) return low >= TWO_32 / 2 and low - TWO_32 or low end

-- The value of a varint as its field wants it.
local function number_of(shape, named, low, high)
  if shape.kind == 'bool' then return low ~= 0 or high ~= 0 end
  if named then return signed(low) end
  local zigzag = shape.encoding == 'zigzag'
  if shape.bits == 32 then
    if zigzag then return low % 2 == 0 and low / 2 or -(low + 1) / 2 end
    return shape.signed and signed(low) or low
  end
  if zigzag then
    local odd = low % 2 == 1
    low = math.floor(low / 2) + high % 2 * 2 ^ 31
    high = math.floor(high / 2)
    if odd then low, high = TWO_32 - 1 - low, TWO_32 - 1 - high end
  end
  return (shape.signed and Int64 or UInt64).new(low, high)
end

local function wire_type(schema, shape)
  local kind = shape.kind
  if kind == 'bool' then return 0 end
  if kind == 'integer' or kind == 'float' then
    if shape.encoding and shape.encoding ~= 'fixed' then return 0 end
    return shape.bits == 32 and 5 or 1
  end
  if kind == 'named' and schema.types[shape.name].kind == 'enum' then return 0 end
  return 2
end

-- Where the payload behind a length begins and ends.
local function delimited(tvb, at, to)
  local length, high, from = short_varint(tvb, at, to)
  if high ~= 0 or length > to - from then
    stop('E_WIRE_TRUNCATED', at, ('%d bytes announced, %d are there'):format(length, to - from))
  end
  return from, from + length
end

local function fixed_end(at, to, size)
  if to - at < size then stop('E_WIRE_TRUNCATED', at, ('%d bytes expected'):format(size)) end
  return at + size
end

local function tag_at(tvb, at, to)
  local low, high, after = short_varint(tvb, at, to)
  local number, type = math.floor(low / 8), low % 8
  if high ~= 0 or number == 0 or type > 5 then
    stop('E_WIRE_TAG', at, ('field %d, wire type %d'):format(number, type))
  end
  return number, type, after
end

-- The end of a field that the schema does not know.
local function skip(tvb, at, to, number, type, depth)
  if type == 0 then
    local _, _, after = varint(tvb, at, to)
    return after
  elseif type == 1 then
    return fixed_end(at, to, 8)
  elseif type == 5 then
    return fixed_end(at, to, 4)
  elseif type == 2 then
    local _, after = delimited(tvb, at, to)
    return after
  elseif type == 4 then
    stop('E_WIRE_TAG', at, 'the end of a group that was not begun')
  end
  if depth == 0 then stop('E_WIRE_DEPTH', at, 'messages are nested too deep') end
  while true do
    local inner, inner_type, after = tag_at(tvb, at, to)
    if inner_type ~= 4 then
      at = skip(tvb, after, to, inner, inner_type, depth - 1)
    elseif inner == number then
      return after
    else
      stop('E_WIRE_TAG', after, ('group %d ends as %d'):format(number, inner))
    end
  end
end

-- Shows a tag below the value that it stands in front of.
local function add_tag(item, tvb, tag)
  local text = ('Tag: field %d, wire type %d'):format(tag.number, tag.type)
  item:add(F.tag, tvb(tag.at, tag.size), tag.number * 8 + tag.type):set_text(text)
end

-- One value: adds it, with the tag in front of it if there is one, and returns the item and its end.
local function value(schema, shape, field, tvb, tree, tag, at, to, depth)
  local kind = shape.kind
  local type = wire_type(schema, shape)
  if type == 0 then
    local low, high, after = varint(tvb, at, to)
    local item = tree:add(field, tvb(at, after - at), number_of(shape, kind == 'named', low, high))
    if tag then add_tag(item, tvb, tag) end
    return item, after
  elseif type ~= 2 then
    local after = fixed_end(at, to, type == 1 and 8 or 4)
    local item = tree:add_le(field, tvb(at, after - at))
    if tag then add_tag(item, tvb, tag) end
    return item, after
  end
  local from, after = delimited(tvb, at, to)
  local range = tvb(from, after - from)
  local item
  if kind == 'text' then item = tree:add_packet_field(field, range, ENC_UTF_8) else item = tree:add(field, range) end
  add_tag(item, tvb, tag)
  item:add(F.delimiter, tvb(at, from - at), after - from)
  if kind == 'named' then
    if depth == 0 then stop('E_WIRE_DEPTH', at, 'messages are nested too deep') end
    protobuf.fields(schema, schema.types[shape.name].by_number, tvb, item, from, after, depth - 1)
  else
    over_limit(item, after - from, shape.max)
  end
  return item, after
end

-- One entry of a map: a message of key and value.
local function entry(schema, member, tvb, tree, tag, at, to, depth)
  local from, after = delimited(tvb, at, to)
  local item = tree:add(member.field, tvb(from, after - from))
  add_tag(item, tvb, tag)
  item:add(F.delimiter, tvb(at, from - at), after - from)
  if depth == 0 then stop('E_WIRE_DEPTH', at, 'messages are nested too deep') end
  local fields = {
    { shape = member.shape.key, field = member.key_field },
    { shape = member.shape.value, field = member.value_field },
  }
  protobuf.fields(schema, fields, tvb, item, from, after, depth - 1)
  return item, after
end

-- A field that the schema knows; returns its end, or nothing if the wire type is not the schema's.
local function known(schema, member, counts, tvb, tree, tag, at, to, depth)
  local shape, field = member.shape, member.field
  local function counted(item)
    counts[field] = (counts[field] or 0) + 1
    over_limit(item, counts[field], shape.max)
  end
  if shape.kind == 'map' then
    if tag.type ~= 2 then return end
    local item, after = entry(schema, member, tvb, tree, tag, at, to, depth)
    counted(item)
    return after
  end
  local one = shape.kind == 'list' and shape.item or shape
  if tag.type == wire_type(schema, one) then
    local item, after = value(schema, one, field, tvb, tree, tag, at, to, depth)
    if one ~= shape then counted(item) end
    return after
  elseif one ~= shape and tag.type == 2 then
    local from, after = delimited(tvb, at, to)
    add_tag(tree, tvb, tag)
    tree:add(F.delimiter, tvb(at, from - at), after - from)
    while from < after do
      local item
      item, from = value(schema, one, field, tvb, tree, nil, from, after, depth)
      counted(item)
    end
    return after
  end
end

-- The fields of a message.
function protobuf.fields(schema, by_number, tvb, tree, at, to, depth)
  local counts = {}
  while at < to do
    local start = at
    local number, type, after = tag_at(tvb, at, to)
    local tag = { number = number, type = type, at = start, size = after - start }
    local member = by_number[number]
    at = member and known(schema, member, counts, tvb, tree, tag, after, to, depth)
    if not at then
      at = skip(tvb, after, to, number, type, depth)
      tree:add(F.unknown, tvb(start, at - start)):append_text((' (field %d)'):format(number))
    end
  end
end

-- Fields and members of oneofs by their numbers.
local function by_number(fields)
  local all = {}
  for _, field in ipairs(fields) do
    for _, member in ipairs(field.shape.members or { field }) do all[member.number] = member end
  end
  return all
end
`;
