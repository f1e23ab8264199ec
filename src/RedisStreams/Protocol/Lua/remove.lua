-- Removes entries of a queue for good. What a consumer has in its hands stays.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, then for each entry: lane, id.
-- Returns  how many were removed.
-- If the server dies: each entry is either there or gone.
-- include: part-queue

local queue = ARGV[1]
local removed = 0
for i = 2, #ARGV, 2 do
  local lane, id = ARGV[i], ARGV[i + 1]
  local stream = stream_of(queue, lane)
  local pending = redis.pcall('XPENDING', stream, group, id, id, 1)
  if pending.err or not pending[1] or pending[1][2] == '~held' then
    redis.pcall('XACK', stream, group, id)
    removed = removed + redis.call('XDEL', stream, id)
    redis.call('ZREM', held_of(queue, lane), lane .. '/' .. id)
    redis.call('HDEL', prefix .. 'redelivered:' .. queue, lane .. '/' .. id)
  end
end
return removed
