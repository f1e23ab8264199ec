-- Removes consumers that are gone: nothing is pending to them, and they gave no sign of life for a time.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 number of partitions, 3 time without a sign of life in ms, 4 the consumer that asks: it lives, however late it is.
-- Returns  how many were removed.
-- If the server dies: a consumer is there or gone. None is ever removed with entries pending, for they would be out of reach.
-- include: part-queue
local queue = ARGV[1]
local consumers = prefix .. 'consumers:' .. queue

local lanes, gone, streams = lanes_of({ partitions = tonumber(ARGV[2]) }), {}, {}
local seats = redis.call('HGETALL', consumers)
for i = 1, #seats, 2 do
  local expires = tonumber(string.match(seats[i + 1], '|(%d+)$')) or 0
  gone[seats[i]] = expires <= now()
end
gone[ARGV[4]] = false

local function fields_of(flat)
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

for _, lane in ipairs(lanes) do
  local stream = stream_of(queue, lane)
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
    local consumer = fields_of(flat)
    local is_idle = consumer.pending == 0 and consumer.idle > tonumber(ARGV[3]) and consumer.name ~= '~held'
    if gone[consumer.name] == nil then gone[consumer.name] = true end
    gone[consumer.name] = gone[consumer.name] and is_idle
    streams[consumer.name] = streams[consumer.name] or {}
    table.insert(streams[consumer.name], stream)
  end
end

local removed = 0
for name, is_gone in pairs(gone) do
  if is_gone then
    for _, stream in ipairs(streams[name] or {}) do redis.call('XGROUP', 'DELCONSUMER', stream, group, name) end
    redis.call('HDEL', consumers, name)
    removed = removed + 1
  end
end
return removed
