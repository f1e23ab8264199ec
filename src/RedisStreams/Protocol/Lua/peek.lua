-- Shows what is in a queue. Changes nothing.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 how many entries at most, 3 lane to go on in or '' to begin, 4 id after which to go on there or '0'.
-- Returns  { { lane, id, consumer that has it or '', delivery count, redelivery count, fields and values }… }, by lane (h, n, l, p0, …)
--          and age. Fewer than asked for: there is no more.
-- If the server dies: nothing happened.
-- include: part-queue

local queue, room = ARGV[1], tonumber(ARGV[2])
local settings = settings_of(queue)
local found = {}
if not settings then return found end

local function show(lane, stream, entry)
  local pending = redis.pcall('XPENDING', stream, group, entry[1], entry[1], 1)
  local by = not pending.err and pending[1] or { '', '', 0, 0 }
  local redelivered = redis.call('HGET', prefix .. 'redelivered:' .. queue, lane .. '/' .. entry[1])
  found[#found + 1] = { lane, entry[1], by[2], by[4], tonumber(redelivered) or 0, entry[2] }
end

local is_after = ARGV[3] == ''
for _, lane in ipairs(lanes_of(settings)) do
  local from = '-'
  if lane == ARGV[3] then
    is_after = true
    from = '(' .. ARGV[4]
  end
  if is_after and #found < room then
    local stream = stream_of(queue, lane)
    for _, entry in ipairs(redis.call('XRANGE', stream, from, '+', 'COUNT', room - #found)) do show(lane, stream, entry) end
  end
end
return found
