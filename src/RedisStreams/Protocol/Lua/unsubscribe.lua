-- Ends a queue's subscription to a topic.
-- KEYS     1 the virtual host's key prefix, 2 another key of its slot that is never there (part-queue.lua says why).
-- ARGV     1 queue, 2 topic, 3 the pattern to remove, 4 '1' to remove all of the queue's patterns.
-- Returns  1 when there was such a subscription, 0 when not.
-- If the server dies: the subscription is there or not.

local key = KEYS[1] .. 'topic:' .. ARGV[2]
if ARGV[4] == '1' then return redis.call('HDEL', key, ARGV[1]) end

local patterns = redis.call('HGET', key, ARGV[1])
if not patterns then return 0 end
local kept, found = {}, 0
for pattern in string.gmatch(patterns .. '\n', '(.-)\n') do
  if pattern == ARGV[3] then found = 1 else kept[#kept + 1] = pattern end
end
if #kept == 0 then
  redis.call('HDEL', key, ARGV[1])
elseif found == 1 then
  redis.call('HSET', key, ARGV[1], table.concat(kept, '\n'))
end
return found
