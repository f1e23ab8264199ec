-- Removes what waits in a queue. What a consumer has in its hands stays, as well as what comes after the purge began.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 how many entries at most, 3 and on: for each lane (h, n, l, p0, …) the last id to remove, as the call before gave
--          them; none in the first call.
-- Returns  { entries removed, 1 when there may be more, the last id to remove of each lane… }.
-- If the server dies: what was removed so far is gone, the rest waits.
-- include: part-queue

local queue = ARGV[1]
local settings = settings_of(queue)
if not settings then return { 0, 0 } end

local reply, removed, limit = { 0, 0 }, 0, tonumber(ARGV[2])

local function field(flat, name)
  for i = 1, #flat, 2 do
    if flat[i] == name then return flat[i + 1] end
  end
end

local function last_delivered(stream)
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    if field(info, 'name') == group then return field(info, 'last-delivered-id') end
  end
  return '0-0'
end

local function remove(stream, ids)
  if #ids == 0 then return end
  redis.call('XACK', stream, group, unpack(ids))
  removed = removed + redis.call('XDEL', stream, unpack(ids))
end

-- Held back for later, or given back by a consumer: nobody has them in hand.
local function remove_held(lane, stream, last)
  local pending = redis.pcall('XPENDING', stream, group, '-', last, limit - removed, '~held')
  if pending.err then return end
  local ids = {}
  for i, entry in ipairs(pending) do
    ids[i] = entry[1]
    redis.call('ZREM', held_of(queue, lane), lane .. '/' .. entry[1])
    redis.call('HDEL', prefix .. 'redelivered:' .. queue, lane .. '/' .. entry[1])
  end
  remove(stream, ids)
end

local function remove_ready(stream, last)
  local ids = {}
  local ready = redis.call('XRANGE', stream, '(' .. last_delivered(stream), last, 'COUNT', limit - removed)
  for i, entry in ipairs(ready) do ids[i] = entry[1] end
  remove(stream, ids)
end

for i, lane in ipairs(lanes_of(settings)) do
  local stream = stream_of(queue, lane)
  local last = ARGV[i + 2]
  if redis.call('EXISTS', stream) == 0 then
    last = last or '0-0'
  else
    last = last or field(redis.call('XINFO', 'STREAM', stream), 'last-generated-id')
    if removed < limit then remove_held(lane, stream, last) end
    if removed < limit then remove_ready(stream, last) end
  end
  reply[i + 2] = last
end
reply[1], reply[2] = removed, removed >= limit and 1 or 0
return reply
